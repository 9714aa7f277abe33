import { describe, expect, it } from 'vitest';
import { Mailbox } from '../../../shared/domain/mailboxes/mailbox.ts';

const given = {
  kind: 'ews',
  mailboxId: 'exchange',
  address: 'Exchange@Contoso.example',
  queueId: 'support',
  user: 'CONTOSO\\service',
  login: { method: 'password', secretName: 'ews-exchange' },
};

describe('a mailbox on an Exchange server', () => {
  it('is found by Autodiscover, proven by NTLM, and is the inbox of the account, unless said otherwise', () => {
    expect(Mailbox.parse(given)).toMatchObject({ url: null, passwordBy: 'ntlm', access: 'own', folders: ['inbox'] });
  });

  it.each([
    [{ url: 'http://mail.contoso.example/EWS/Exchange.asmx' }, 'url', /https/],
    [{ url: 'mail.contoso.example' }, 'url', /https/],
    [{ passwordBy: 'digest' }, 'passwordBy', /ntlm/],
    [{ access: 'delegate' }, 'access', /full-access/],
    [{ user: '' }, 'user', /Too small/],
  ])('%o is refused, and the field is named', (more, field, told) => {
    expect(Mailbox.safeParse({ ...given, ...more }).error?.issues).toMatchObject([{ path: [field], message: expect.stringMatching(told) }]);
  });
});

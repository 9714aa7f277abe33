import { describe, expect, test } from 'vitest';
import { toStoredMailbox, toWantedMailbox } from '../../shared/api/mailbox-mapping.ts';
import { WantedMailbox } from '../../shared/api/mailboxes.ts';
import { mailboxIdFor } from '../../shared/domain/ids.ts';
import type { Mailbox } from '../../shared/domain/mailboxes/mailbox.ts';

const at = '2026-11-02T09:00:00.000Z';
const imap = { provider: 'imap', host: 'mail.contoso.example', user: 'sales' };
const wanted = (more: object = imap) => WantedMailbox.parse({ address: 'Sales@Contoso.example', queueId: 'sales', ...more });
const stored = (input: WantedMailbox, before: Mailbox | null = null, time = at) =>
  toStoredMailbox(input, { id: before?.mailboxId ?? mailboxIdFor(input.address), before, at: time });

describe('a mailbox that is wanted', () => {
  test('is stored under a name made of its address, with its secret in Key Vault, and read from now on', () => {
    const one = stored(wanted({ ...imap, password: 'of no concern here' }));
    expect(one).toMatchObject({
      kind: 'imap',
      mailboxId: expect.stringMatching(/^sales-[0-9a-z]{10}$/),
      address: 'sales@contoso.example',
      host: 'mail.contoso.example',
      port: 993,
      tls: 'implicit',
      enabled: true,
      // clocks differ
      since: '2026-11-02T08:50:00.000Z',
      login: { method: 'password', secretName: `mailbox-${one.mailboxId}` },
      passwordChangedAt: at,
    });
    expect(JSON.stringify(one)).not.toContain('of no concern');
  });

  test.each([
    ['support@contoso.example', /^support-[0-9a-z]{10}$/],
    ['it.help-desk+x@contoso.example', /^it-help-desk-x-[0-9a-z]{10}$/],
    ['støtte@contoso.example', /^st-tte-[0-9a-z]{10}$/],
    ['ø@contoso.example', /^mailbox-[0-9a-z]{10}$/],
    [`${'a'.repeat(60)}@contoso.example`, /^a{24}-[0-9a-z]{10}$/],
  ])('has an id that one can read: %s', (address, id) => {
    expect(mailboxIdFor(address)).toMatch(id);
    expect(mailboxIdFor(address)).toBe(mailboxIdFor(address));
  });

  test.each([
    ['a field that is unknown', { hots: 'x' }, /hots/],
    ['no provider of ours', { provider: 'pop3' }, /provider/],
    ['a field of another provider', { url: 'https://mail.contoso.example/EWS/Exchange.asmx' }, /url/],
    ['an address that is none', { address: 'sales' }, /must be an e-mail address/],
    ['too long a password', { password: 'x'.repeat(1001) }, /password/],
  ])('is refused with %s, which is named', (_, more, message) => {
    expect(WantedMailbox.safeParse({ ...wanted(), ...more }).error?.message).toMatch(message);
  });

  test('keeps what is found out and what is not sent: addressing, since, its secret, whether it is paused', () => {
    const before = { ...stored(wanted()), plusAddressing: true, enabled: false };
    const after = stored(wanted({ ...imap, host: 'other.contoso.example' }), before, '2026-12-01T00:00:00Z');
    expect(after).toEqual({ ...before, host: 'other.contoso.example' });
  });

  test('may go to another provider, and is the same mailbox', () => {
    const before = stored(wanted({ ...imap, senderName: 'Sales' }));
    const after = stored(wanted({ provider: 'graph', senderName: 'Sales' }), before);
    expect(after).toMatchObject({
      mailboxId: before.mailboxId,
      kind: 'graph',
      user: 'sales@contoso.example',
      senderName: 'Sales',
      folders: ['inbox'],
    });
    // the app itself reads it, until a person consents
    expect(after).toMatchObject({ login: null });
  });
});

describe('a mailbox that is shown', () => {
  const clientId = '0d7a6a0e-7e9c-4b6b-9d37-5f0a3f7f2f11';
  const login = { method: 'client-credentials', tenantId: 'contoso.example', clientId, scope: 'https://outlook.office365.com/.default' };
  const ews = { provider: 'ews', user: 'sales', url: 'https://mail.contoso.example/EWS/Exchange.asmx', access: 'impersonation' };
  const each = [
    wanted({ ...imap, security: 'starttls', port: 143, since: null, addressing: 'plus', password: 'secret' }),
    wanted({ ...imap, login }),
    wanted(ews),
    wanted({ provider: 'graph', afterIntake: { action: 'mark-seen' }, afterRefusal: { action: 'move', folder: 'Refused' } }),
  ].map((one) => stored(one));

  test.each(each)('can be sent back as it is, and is the same: %o', (one) => {
    const shown = toWantedMailbox(one);
    expect(stored(WantedMailbox.parse(JSON.parse(JSON.stringify(shown))), one, '2026-12-01T00:00:00Z')).toEqual(one);
  });

  test.each(each)('has neither a secret nor the name of one', (one) => {
    expect(JSON.stringify(toWantedMailbox(one))).not.toMatch(/secret|password"\s*:/i);
  });

  test('leaves out what the API does not know', () => {
    const [one] = each;
    if (!one) throw new Error('there is none');
    const more = { ...one, ofALaterVersion: true };
    expect(toWantedMailbox(more)).toEqual(toWantedMailbox(one));
  });
});

describe('a mailbox that a person consents to', () => {
  const graph = { provider: 'graph', login: { method: 'refresh-token' } };

  test('has its token under a name of its own, which is not shown', () => {
    const one = stored(wanted(graph));
    const secretName = `oauth-${one.mailboxId}`;
    expect(one).toMatchObject({ login: { method: 'refresh-token', provider: 'microsoft', tenantId: null, account: null, secretName } });
    expect(JSON.stringify(toWantedMailbox(one))).not.toContain(secretName);
    expect(stored(toWantedMailbox(one), one)).toEqual(one);
  });

  test('keeps its consent when a change does not speak of it, and ends it by null', () => {
    const before = stored(wanted(graph));
    expect(stored(wanted({ provider: 'graph' }), before)).toMatchObject({ login: { method: 'refresh-token' } });
    expect(stored(wanted({ provider: 'graph', login: null }), before)).toMatchObject({ login: null });
  });

  test('over IMAP, at Google as well; its password of before is never its token', () => {
    const before = stored(wanted());
    const login = { method: 'refresh-token', provider: 'google' };
    const after = stored(wanted({ ...imap, login }), before);
    expect(after).toMatchObject({ login: { provider: 'google', secretName: `oauth-${before.mailboxId}` } });
    expect(stored(wanted(), after)).toMatchObject({ login: { method: 'password', secretName: `mailbox-${before.mailboxId}` } });
  });
});

describe('what a mailbox sends by', () => {
  const graph = { provider: 'graph', sendsBy: 'graph' };

  test('is Communication Services until somebody says otherwise, and stays what was said', () => {
    const before = stored(wanted({ provider: 'graph' }));
    expect(before.sendsBy).toBe('acs');
    const sending = stored(wanted(graph), before);
    expect(stored(wanted({ provider: 'graph' }), sending).sendsBy).toBe('graph');
    expect(toWantedMailbox(sending).sendsBy).toBe('graph');
  });

  test('is Graph in Microsoft 365 alone: elsewhere that is refused, and forgotten with a move to another provider', () => {
    expect(WantedMailbox.safeParse({ ...imap, address: 'sales@contoso.example', queueId: 'sales', sendsBy: 'graph' }).success).toBe(false);
    expect(stored(wanted(imap), stored(wanted(graph))).sendsBy).toBe('acs');
  });
});

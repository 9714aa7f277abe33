import { expect, test } from 'vitest';
import { addressesToTell } from '../../../shared/domain/alerts/addresses-to-tell.ts';

/** Alerts go to people, and never into the mailboxes that they are about. */
test.each([
  ['an admin', 'admin@contoso.example', true],
  ['a mailbox of ours', 'support@contoso.example', false],
  ['a mailbox of ours in capitals', 'Support@Contoso.Example', false],
  ['a mailbox of ours with a token', 'support+alerts@contoso.example', false],
  ['what we send from', 'no-reply@contoso.example', false],
  ['an admin with a token', 'admin+psa@contoso.example', true],
])('%s: %s', (_, address, isTold) => {
  const ours = new Set(['support@contoso.example', 'no-reply@contoso.example']);
  expect(addressesToTell([address], ours)).toEqual(isTold ? [address] : []);
});

import { expect, test } from 'vitest';
import { isNoReplyAddress, isUnattendedAddress } from '../../../shared/domain/classify/no-reply-address.ts';
import { addressesIn } from '../../../shared/domain/mail/addresses-in-text.ts';

test.each([
  'noreply@shop.example',
  'No-Reply@shop.example',
  'no_reply+17@shop.example',
  'shop-noreply@shop.example',
  'donotreply@shop.example',
  'do-not-reply@shop.example',
  'nicht-antworten@shop.example',
  'ne-pas-repondre@shop.example',
  'MAILER-DAEMON@mx.example',
  'mailer-daemon+1@mx.example',
  'postmaster@mx.example',
  'abuse@provider.example',
  'bounces@lists.example',
  'bounce-17-a=b@lists.example',
  'users-bounces+a=b.example@lists.example',
  'users-request@lists.example',
  'owner-users@lists.example',
  'dev-return-17-a=b.example@lists.example',
  'SRS0=aB1c=XY=b.example=a@fwd.example',
  'root@server.example',
  'cron-jobs@server.example',
  'users-confirm+8f3a@lists.example',
  'returns-17-a=b@lists.example',
])('%s is never answered automatically', (address) => expect(isNoReplyAddress(address)).toBe(true));

test.each([
  'alice@fabrikam.example',
  'norbert.reply@fabrikam.example',
  'post@fabrikam.example',
  'office-admin@fabrikam.example',
  'rooter@fabrikam.example',
  'info@fabrikam.example',
  'abuser.b@fabrikam.example',
  'owner@cafe.example',
  'returns@shop.example',
  'errors@fabrikam.example',
  'joe.owner@cafe.example',
  'anna.confirm@fabrikam.example',
  'root.anna@fabrikam.example',
  '',
])('%s is answered', (address) => expect(isNoReplyAddress(address)).toBe(false));

test('a postmaster may be a person: not answered automatically, but not taken for a program', () => {
  expect(isNoReplyAddress('postmaster@fabrikam.example')).toBe(true);
  expect(isUnattendedAddress('postmaster@fabrikam.example')).toBe(false);
});

test('the addresses that a text mentions', () => {
  expect(addressesIn('<Bob@Fabrikam.example>: "john doe"@b.example, mailto:a.b+c@d.example. x@[192.0.2.1] @ a@ @b')).toEqual([
    'bob@fabrikam.example',
    '"john doe"@b.example',
    'a.b+c@d.example',
    'x@[192.0.2.1]',
  ]);
  // scripts without blanks between words
  expect(addressesIn('宛先bob@fabrikam.exampleへの送信')).toEqual(['bob@fabrikam.example']);
  expect(addressesIn('müller@bücher.example')).toEqual(['müller@bücher.example']);
  expect(addressesIn('a@b.example '.repeat(1000), 3)).toEqual(['a@b.example']);
});

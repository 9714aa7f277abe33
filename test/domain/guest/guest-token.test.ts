import { expect, test } from 'vitest';
import { guestToken, participantKey, verifyGuestToken } from '../../../shared/domain/guest/guest-token.ts';
import { ticketIdFor } from '../../../shared/domain/ids.ts';
import { replyAddressFor, type SigningKeys } from '../../../shared/domain/thread/signed-ids.ts';

const keys: SigningKeys = [Buffer.from('the newest key'), Buffer.from('the key before')];
const link = {
  ticketId: ticketIdFor('<first@fabrikam.example>'),
  participant: participantKey('Alice@Fabrikam.example'),
  expiresAt: new Date('2026-12-01T00:00:00.000Z'),
  generation: 2,
};

test('a token says which ticket it opens, for whom, until when, and after how many withdrawals', () => {
  expect(verifyGuestToken(guestToken(link, keys), keys)).toEqual(link);
  expect(participantKey('alice@fabrikam.example')).toBe(link.participant);
});

test('the address is not in it: links are passed on', () => {
  expect(guestToken(link, keys)).not.toMatch(/alice|fabrikam|@/i);
});

test('one that was signed with the key before is still taken, one of a key that is gone is not', () => {
  const before = guestToken(link, [keys[1] ?? keys[0]]);
  expect(verifyGuestToken(before, keys)).toEqual(link);
  expect(verifyGuestToken(before, [keys[0]])).toBeNull();
});

test('changed in any character it is none', () => {
  const token = guestToken(link, keys);
  for (let at = 0; at < token.length; at += 1) {
    const other = token[at] === 'a' ? 'b' : 'a';
    if (token[at] === '.') continue;
    expect(verifyGuestToken(token.slice(0, at) + other + token.slice(at + 1), keys)).toBeNull();
  }
});

test.each(['', '....', 'x'.repeat(10_000), guestToken(link, keys).toUpperCase(), `${guestToken(link, keys)}\n`, 'constructor'])(
  '%j is none',
  (text) => expect(verifyGuestToken(text, keys)).toBeNull(),
);

test('what proves that somebody has our mail is no link', () => {
  const token = /\+([^@]+)@/.exec(replyAddressFor(link.ticketId, 'support@contoso.example', keys))?.[1] ?? '';
  expect(verifyGuestToken(`${token}.${link.participant}.zzzzzz.0`, keys)).toBeNull();
});

import { expect, test } from 'vitest';
import { fromToken, toToken } from '../../shared/adapters/imap/imap-cursor.ts';

test('the token of an IMAP folder is UIDVALIDITY and last UID', () => {
  expect(fromToken(toToken('1795870656', 41))).toEqual({ uidValidity: '1795870656', lastUid: 41 });
});

test.each([
  ['there is none', null],
  ['it can not be read', '1795870656'],
  ['its UID is none', '1795870656.41x'],
])('the folder is read from its start, never from now on: %s', (_, token) => {
  expect(fromToken(token)).toBeNull();
});

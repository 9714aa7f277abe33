import { expect, test } from 'vitest';
import { fromCursor, toCursor } from '../../shared/adapters/imap/imap-cursor.ts';

test('an IMAP cursor is UIDVALIDITY and last UID', () => {
  expect(fromCursor(toCursor('1795870656', 41))).toEqual({ uidValidity: '1795870656', lastUid: 41 });
});

test.each([
  ['there is none', null],
  ['it is of the provider that the mailbox had before', { kind: 'graph', token: '1795870656.41' }],
  ['it can not be read', { kind: 'imap', token: '1795870656' }],
  ['its UID is none', { kind: 'imap', token: '1795870656.41x' }],
])('the folder is read from its start, never from now on: %s', (_, cursor) => {
  expect(fromCursor(cursor)).toBeNull();
});

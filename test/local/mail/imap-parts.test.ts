import { describe, expect, it } from 'vitest';
import { boundHeaders } from '../../../local/mail/imap/bound-headers.ts';
import { positionsInRanges } from '../../../local/mail/imap/uid-ranges.ts';

describe('looks sequence sets up', () => {
  const uids = [3, 5, 9, 10, 40];
  it.each([
    ['5', [1]],
    ['4:9,40', [1, 2, 4]],
    ['10:*', [3, 4]],
    ['*:10', [3, 4]],
    ['50:*', [4]],
    ['*', [4]],
    ['9,3,9,3:5', [0, 1, 2]],
    ['6:8', []],
  ])('%s', (set, positions) => {
    expect(positionsInRanges(set, uids.length, (position) => uids[position] ?? 0)).toEqual(positions);
  });
});

describe('bounds headers, and leaves the rest', () => {
  const long = 'x'.repeat(100_000);
  it.each([
    ['a mail like any other', 'Subject: short\r\n folded\r\n\r\n--\r\nx\r\n', 'Subject: short\r\n folded\r\n\r\n--\r\nx\r\n'],
    ['a long line in a body', `Subject: s\r\n\r\n${long}\r\n`, `Subject: s\r\n\r\n${long}\r\n`],
    ['a long field', `To: ${long}\r\nSubject: s\r\n\r\nx`, `To: ${'x'.repeat(2044)}\r\nSubject: s\r\n\r\nx`],
    ['no line end', 'Subject: s', 'Subject: s'],
  ])('%s', (_, raw, bounded) => {
    expect(boundHeaders(raw)).toBe(bounded);
  });
});

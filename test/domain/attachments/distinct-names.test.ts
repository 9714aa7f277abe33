import { expect, test } from 'vitest';
import { withDistinctNames } from '../../../shared/domain/attachments/distinct-names.ts';

const names = (...files: string[]) => withDistinctNames(files.map((name) => ({ name }))).map(({ name }) => name);

test('if two files have the same name, the second is numbered, so that saving both keeps both', () => {
  expect(names('3310.pdf', 'a.txt', '3310.pdf', '3310.PDF')).toEqual(['3310.pdf', 'a.txt', '3310 (2).pdf', '3310 (3).PDF']);
  expect(names('readme', 'readme', '.profile', '.profile')).toEqual(['readme', 'readme (2)', '.profile', '.profile (2)']);
});

test('a number that another file already has is skipped', () => {
  expect(names('a.txt', 'a.txt', 'a (2).txt', 'a.txt')).toEqual(['a.txt', 'a (3).txt', 'a (2).txt', 'a (4).txt']);
});

test('names that differ stay as they are', () => {
  expect(names('a.txt', 'b.txt', 'a.tar.gz')).toEqual(['a.txt', 'b.txt', 'a.tar.gz']);
});

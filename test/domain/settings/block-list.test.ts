import { expect, test } from 'vitest';
import { blockedBy, namesSomebody } from '../../../shared/domain/settings/block-list.ts';

test.each([
  ['spam@evil.example', 'spam@evil.example'],
  ['SPAM@Evil.Example', 'spam@evil.example'],
  ['any@sub.evil.example', 'evil.example'],
  ['any@evil.example', '@evil.example'],
  ['offer-17@mail.example', 'offer-*@mail.example'],
])('%s falls under the entry %s', (address, entry) => {
  expect(blockedBy(address, ['other.example', entry])).toBe(entry);
});

test.each([
  ['any@notevil.example', 'evil.example'],
  ['any@sub.evil.example', '@evil.example'],
  ['', '*@evil.example'],
])('%s does not fall under the entry %s', (address, entry) => {
  expect(blockedBy(address, [entry])).toBeNull();
});

test('an entry that would block everybody, or half the world, names nobody', () => {
  expect(['*', '*@*', 'com', '@', 'example.com', '@example.com', 'a@example.com', '*.top'].filter(namesSomebody)).toEqual([
    'example.com',
    '@example.com',
    'a@example.com',
    '*.top',
  ]);
});

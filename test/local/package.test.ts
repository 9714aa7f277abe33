import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importsOf, sourceFiles } from '../support/source-files.ts';

const { dependencies } = JSON.parse(readFileSync('local/package.json', 'utf8'));

test('the embedded cloud uses the packages that its own package.json names, and each of them', () => {
  const names = sourceFiles.filter((file) => file.startsWith('local/')).flatMap(importsOf);
  const used = names.filter((name) => !/^(?:\.|node:)/.test(name)).map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
  // Azurite is a program, not imported
  expect([...new Set([...used, 'azurite'])].toSorted()).toEqual(Object.keys(dependencies));
});

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** The paths of the repository's TypeScript, sorted. */
export const sourceFiles = globSync([
  'functions/**/*.ts',
  'shared/**/*.ts',
  'local/**/*.ts',
  'bench/**/*.ts',
  'tools/**/*.ts',
  'test/**/*.ts',
  'build.ts',
]).toSorted();

const source = new Map(sourceFiles.map((file) => [file, readFileSync(file, 'utf8')]));
export const sourceOf = (file: string) => source.get(file) ?? '';

/** What a file imports, as it is written: types, re-exports and what is loaded later, too. */
export const importsOf = (file: string) =>
  [...sourceOf(file).matchAll(/(?:^import\s(?:[^'"]*?from\s)?|^export\s[^'"]*?from\s|\bimport\()['"]([^'"]+)['"]/gm)].map(
    ([, from]) => from ?? '',
  );

export const filesImportedBy = (file: string) =>
  importsOf(file)
    .filter((from) => from.startsWith('.'))
    .map((from) => normalize(join(dirname(file), from)));

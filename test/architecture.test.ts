import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The house rules that a machine can check: who may import whom, how long a file may be, who reads the environment. */

const files = globSync(['functions/**/*.ts', 'shared/**/*.ts', 'local/**/*.ts', 'test/**/*.ts', 'build.ts']).toSorted();
const source = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const importsOf = (file: string) =>
  [...(source.get(file) ?? '').matchAll(/(?:^import\s(?:[^'"]*?from\s)?|^export\s[^'"]*?from\s|\bimport\()['"]([^'"]+)['"]/gm)].map(
    ([, from]) => from ?? '',
  );

const layers = [
  'functions',
  'shared/wiring',
  'shared/workflows',
  'shared/ports',
  'shared/adapters',
  'shared/domain',
  'shared/config',
  'shared/errors',
  'shared/log',
];
const layerOf = (path: string) =>
  layers.find((layer) => path === `${layer}.ts` || path.startsWith(`${layer}/`)) ?? path.split('/')[0] ?? path;

const mayImport: Record<string, string[]> = {
  functions: ['functions', 'shared/wiring', 'shared/workflows', 'shared/domain'],
  'shared/wiring': [
    'shared/wiring',
    'shared/workflows',
    'shared/ports',
    'shared/adapters',
    'shared/domain',
    'shared/config',
    'shared/errors',
    'shared/log',
  ],
  'shared/workflows': ['shared/workflows', 'shared/ports', 'shared/domain', 'shared/errors'],
  'shared/adapters': ['shared/adapters', 'shared/ports', 'shared/domain', 'shared/errors'],
  'shared/ports': ['shared/ports', 'shared/domain'],
  'shared/domain': ['shared/domain'],
  'shared/config': [],
  'shared/errors': [],
};

/** What comes from npm or Node is allowed to the layers that know it. */
const packages: Record<string, RegExp> = {
  functions: /^(?:@azure\/functions|zod)$/,
  'shared/domain': /^(?:zod|postal-mime|htmlparser2|chardet|iconv-lite|node:crypto|node:buffer|node:url|node:util|node:zlib)$/,
  'shared/workflows': /^(?:zod|node:crypto)$/,
  'shared/ports': /^$/,
  'shared/config': /^zod$/,
  'shared/errors': /^$/,
};

/** Longer than 200 lines, and why. */
const longFiles: Record<string, string> = {};

describe('imports point one way', () => {
  for (const file of files.filter((name) => name.startsWith('functions/') || name.startsWith('shared/'))) {
    const layer = layerOf(file);
    test(file, () => {
      for (const from of importsOf(file)) {
        if (from.startsWith('.'))
          expect(mayImport[layer], `${file} imports ${from}`).toContain(layerOf(normalize(join(dirname(file), from))));
        else expect(packages[layer] ?? /./, `${file} imports ${from}`).toSatisfy((allowed: RegExp) => allowed.test(from));
      }
    });
  }
});

test('a trigger is a doorway: files in functions/ have at most 40 lines', () => {
  const long = files.filter((file) => file.startsWith('functions/') && lines(file) > 40 && !isRegistrar(file));
  expect(long).toEqual([]);
});

test('files have at most 200 lines', () => {
  expect(files.filter((file) => lines(file) > 200 && !longFiles[file]).map((file) => `${file}: ${lines(file)}`)).toEqual([]);
});

test('only the wiring reads the environment', () => {
  const readers = files.filter((file) => /^(?:functions|shared)\//.test(file) && /process\.env/.test(source.get(file) ?? ''));
  expect(readers).toEqual(['shared/wiring/wiring.ts']);
});

test('every function is imported by the entry, under the name of its file', () => {
  const main = source.get('functions/main.ts') ?? '';
  for (const file of files.filter((name) => name.startsWith('functions/') && !isRegistrar(name) && name !== 'functions/main.ts')) {
    expect(main).toContain(`'./${file.slice('functions/'.length)}'`);
    expect(source.get(file), file).toMatch(new RegExp(`'${file.replace(/^.*\/|\.ts$/g, '')}'`));
  }
});

test('nothing skipped, nothing put off, no checks switched off', () => {
  const word = new RegExp(
    ['TO' + 'DO', 'FIX' + 'ME', '\\.sk' + 'ip\\(', '\\.on' + 'ly\\(', '@ts-' + 'ignore', '@ts-expect-' + 'error', 'biome-' + 'ignore'].join(
      '|',
    ),
  );
  expect(files.filter((file) => word.test(source.get(file) ?? ''))).toEqual([]);
});

const lines = (file: string) => (source.get(file) ?? '').trimEnd().split('\n').length;
/** What functions share; not functions themselves. */
const isRegistrar = (file: string) => /^functions\/(?:route|handshake|is-too-long|poison-item|in-turn)\.ts$/.test(file);

import { expect, test } from 'vitest';
import { bundleApp } from '../build.ts';

/**
 * What every process loads before it does anything: a webhook has three seconds, its cold start
 * included, and no function pays for what it does not use.
 */
const atStart = await filesLoadedAtStart();

test('a process that starts loads no parser, no sanitiser and no SDK: they come with the first mail', () => {
  const loaded = Object.keys(atStart).filter((file) => file.startsWith('node_modules/'));
  const packages = new Set(loaded.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]));
  expect([...packages].toSorted()).toEqual(['@azure/functions', '@azure/functions-extensions-base', 'cookie', 'zod']);
});

test('of zod it loads what is used, and its words in one language', () => {
  const zod = Object.entries(atStart).filter(([file]) => file.startsWith('node_modules/zod/'));
  expect(zod.map(([file]) => file).filter((file) => file.includes('/locales/'))).toEqual(['node_modules/zod/v4/locales/en.js']);
  expect(zod.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThan(120_000);
});

/** Source files and how many bytes of each are in `main.js` and what it imports at once. */
async function filesLoadedAtStart(): Promise<Record<string, number>> {
  const { outputs } = await bundleApp({ write: false });
  const bytes: Record<string, number> = {};
  const waiting = ['dist/main.js'];
  for (const name of waiting) {
    const output = outputs[name];
    for (const [file, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) bytes[file] = (bytes[file] ?? 0) + bytesInOutput;
    for (const { kind, path } of output?.imports ?? []) if (kind === 'import-statement' && !waiting.includes(path)) waiting.push(path);
  }
  return bytes;
}

import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { circlesAmong } from './support/circles-among.ts';
import { sourceFiles as files, filesImportedBy, importsOf, sourceOf } from './support/source-files.ts';

/** The rules of the architecture that a machine can check. The tables below are the rules. */

/**
 * Which layer may import which; each may import itself. A workflow that answers a call speaks the
 * words of the API.
 */
const layers: Record<string, readonly string[]> = {
  functions: ['shared/wiring', 'shared/workflows', 'shared/api', 'shared/domain', 'shared/limit-concurrency'],
  'shared/wiring': [
    'shared/workflows',
    'shared/ports',
    'shared/adapters',
    'shared/domain',
    'shared/config',
    'shared/errors',
    'shared/limit-concurrency',
  ],
  'shared/workflows': ['shared/ports', 'shared/api', 'shared/domain', 'shared/errors', 'shared/limit-concurrency'],
  'shared/adapters': ['shared/ports', 'shared/domain', 'shared/errors', 'shared/limit-concurrency'],
  'shared/ports': ['shared/domain'],
  'shared/api': ['shared/domain'],
  'shared/domain': [],
  'shared/config': [],
  // an error says why by a code of the words
  'shared/errors': ['shared/domain'],
  'shared/limit-concurrency': [],
};

/** Which room of the domain may import which, from the top down; those on the ground hardly any. */
const ground = ['body', 'text', 'tickets', 'contacts', 'settings', 'trace', 'words', 'ids.ts', 'queue-items.ts'];
const rooms: Record<string, readonly string[]> = {
  alerts: ['mail', 'mailboxes', ...ground],
  ingest: ['conversation', 'rules', 'notifications', 'classify', 'reply', 'trust', 'attachments', 'thread', 'mail', 'mailboxes', ...ground],
  // what technicians write, by mail too, is owed as mail; its files are judged as any that come
  conversation: ['notifications', 'classify', 'attachments', 'thread', 'mail', ...ground],
  changes: ['notifications', 'mail', ...ground],
  rules: ['mail', 'mailboxes', ...ground],
  notifications: ['templates', 'classify', 'thread', 'mail', ...ground],
  guest: ['notifications', 'thread', 'tickets', ...ground],
  classify: ['mail', ...ground],
  reply: ['mail', ...ground],
  trust: ['mail', 'mailboxes', ...ground],
  attachments: ['mail', ...ground],
  thread: ['mail', ...ground],
  subscriptions: ['mailboxes', ...ground],
  authorisation: ['mailboxes', ...ground],
  mailboxes: ground,
  mail: ['body', 'text', 'words', 'ids.ts'],
  trace: ['tickets', 'text', 'words'],
  templates: ['body', 'settings', 'tickets', 'text'],
  tickets: ['text', 'words', 'ids.ts'],
  contacts: ['text', 'words', 'ids.ts'],
  settings: ['text', 'contacts', 'ids.ts'],
  body: ['text'],
  words: ['text'],
  text: [],
  'ids.ts': [],
  'queue-items.ts': ['trace'],
};

/** What comes from npm or Node, where a layer may not import all of it. */
const packages: Record<string, RegExp> = {
  functions: /^(?:@azure\/functions|zod)$/,
  'shared/domain':
    /^(?:zod|postal-mime|nodemailer\/lib\/mail-composer|htmlparser2|liquidjs|chardet|iconv-lite|re2js|node:crypto|node:buffer|node:url|node:util|node:zlib)$/,
  'shared/workflows': /^(?:zod|node:crypto)$/,
  'shared/ports': /^$/,
  'shared/api': /^(?:zod|node:crypto)$/,
  'shared/config': /^zod$/,
  'shared/errors': /^$/,
  'shared/limit-concurrency': /^$/,
};

/**
 * What stands beside the app, and what of it each may import. The app imports none of them: its
 * table of layers has none.
 */
const beside: Record<string, readonly string[]> = {
  local: [],
  tools: ['local', 'shared', 'build.ts'],
  bench: ['local', 'tools', 'shared', 'functions', 'build.ts'],
};

/** Circles of files that are real recursion: an archive holds a mail holds an archive. */
const recursions = [
  [
    'shared/domain/attachments/scan-archive.ts',
    'shared/domain/attachments/scan-attached-mail.ts',
    'shared/domain/attachments/scan-content.ts',
  ],
];

const layerOf = (path: string) =>
  Object.keys(layers).find((layer) => path === `${layer}.ts` || path.startsWith(`${layer}/`)) ?? path.split('/')[0] ?? path;
const roomOf = (path: string) => path.split('/')[2] ?? path;
const inDomain = (path: string) => path.startsWith('shared/domain/');
const app = files.filter((file) => /^(?:functions|shared)\//.test(file));

describe('imports point one way', () => {
  for (const file of app) {
    const layer = layerOf(file);
    test(file, () => {
      expect(Object.keys(layers), `${file} is in a folder that the table of layers does not have`).toContain(layer);
      for (const to of filesImportedBy(file)) expect([layer, ...(layers[layer] ?? [])], `${file} imports ${to}`).toContain(layerOf(to));
      for (const from of importsOf(file).filter((name) => !name.startsWith('.')))
        expect(packages[layer] ?? /./, `${file} imports ${from}`).toSatisfy((allowed: RegExp) => allowed.test(from));
    });
  }

  test('within the domain from the top down, by the table of rooms', () => {
    const wrong = app.filter(inDomain).flatMap((file) => {
      const may = rooms[roomOf(file)];
      if (!may) return [`${file}: the table of rooms has no "${roomOf(file)}"`];
      return filesImportedBy(file)
        .filter((to) => inDomain(to) && roomOf(to) !== roomOf(file) && !may.includes(roomOf(to)))
        .map((to) => `${file} imports ${to}`);
    });
    expect(wrong).toEqual([]);
  });

  test('the table of rooms has no room that is gone', () => {
    const there = new Set(app.filter(inDomain).map(roomOf));
    expect(Object.keys(rooms).filter((room) => !there.has(room))).toEqual([]);
  });

  test('no circles, anywhere', () => {
    expect(circlesAmong(files, filesImportedBy)).toEqual(recursions);
  });

  for (const [folder, may] of Object.entries(beside))
    test(`${folder} imports ${may.length > 0 ? `${may.join(', ')} and ` : ''}itself, nothing else`, () => {
      const mine = files.filter((file) => file.startsWith(`${folder}/`));
      const wrong = mine.flatMap((file) =>
        filesImportedBy(file)
          .filter((to) => ![folder, ...may].some((allowed) => to === allowed || to.startsWith(`${allowed}/`)))
          .map((to) => `${file} imports ${to}`),
      );
      expect(wrong).toEqual([]);
    });
});

test('each room has a folder of tests', () => {
  const folders = Object.keys(rooms).filter((room) => !room.endsWith('.ts'));
  expect(folders.filter((room) => !existsSync(`test/domain/${room}`))).toEqual([]);
});

test('a trigger is a doorway: files in functions/ have at most 40 lines', () => {
  const long = files.filter((file) => file.startsWith('functions/') && lines(file) > 40 && !isShared(file));
  expect(long).toEqual([]);
});

test('files have at most 200 lines, half of them at most 60', () => {
  expect(files.filter((file) => lines(file) > 200).map((file) => `${file}: ${lines(file)}`)).toEqual([]);
  const sizes = app.map(lines).toSorted((a, b) => a - b);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(60);
});

test('the domain has no clock and no chance: both are arguments', () => {
  const asks =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandom(?:UUID|Bytes|Int)\(|\bperformance\.|\bprocess\.(?:env|hrtime|uptime|cpuUsage|pid)/;
  expect(app.filter(inDomain).filter((file) => asks.test(sourceOf(file)))).toEqual([]);
});

test('only the wiring reads the environment', () => {
  const readers = app.filter((file) => /process\.env/.test(sourceOf(file)));
  expect(readers).toEqual(['shared/wiring/app-settings.ts']);
});

test('a function has the name of its path, and the entry imports it', () => {
  const main = sourceOf('functions/main.ts');
  for (const file of files.filter((name) => name.startsWith('functions/') && !isShared(name))) {
    const path = file.slice('functions/'.length);
    expect(main).toContain(`'./${path}'`);
    expect(sourceOf(file), file).toContain(`'${path.replace('.ts', '').replaceAll('/', '-')}'`);
  }
});

test('nothing skipped, nothing put off, no checks switched off', () => {
  const word = new RegExp(
    [
      'TO' + 'DO',
      'FIX' + 'ME',
      '\\.sk' + 'ip(?:If)?\\(',
      '\\.on' + 'ly\\(',
      '@ts-' + 'ignore',
      '@ts-expect-' + 'error',
      'biome-' + 'ignore',
    ].join('|'),
  );
  expect(files.filter((file) => word.test(sourceOf(file)))).toEqual([]);
});

const lines = (file: string) => sourceOf(file).trimEnd().split('\n').length;
/** What triggers share; no trigger itself. */
const isShared = (file: string) => file.startsWith('functions/http/') || /^functions\/(?:main|poison\/poison-item)\.ts$/.test(file);

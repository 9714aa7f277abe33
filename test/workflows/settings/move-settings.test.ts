import { afterAll, beforeAll, expect, test } from 'vitest';
import { settingApis } from '../../../shared/api/settings/setting-apis.ts';
import { createSetting } from '../../../shared/workflows/settings/create-setting.ts';
import { exportSettings } from '../../../shared/workflows/settings/export-settings.ts';
import { importSettings } from '../../../shared/workflows/settings/import-settings.ts';
import { listSettingChanges } from '../../../shared/workflows/settings/list-setting-changes.ts';
import { readSetting } from '../../../shared/workflows/settings/read-setting.ts';
import { aSettingsApi } from '../../support/a-settings-api.ts';

/** Settings that move from one installation to another, as one document. */

type Api = Awaited<ReturnType<typeof aSettingsApi>>;
let here: Api;
let there: Api;
beforeAll(async () => {
  [here, there] = await Promise.all([aSettingsApi(), aSettingsApi()]);
  const create = async (kind: string, body: object) => createSetting(here.deps, await here.row(kind), body, 'Ada');
  await create('technicians', { name: 'Bob', address: 'bob@contoso.example' });
  const notifications = { 'ticket-created': { audience: ['requester', 'queue-team'] }, 'client-replied': { on: false } };
  await create('queues', { name: 'Alerts', prefix: 'ALE', team: ['bob'], notifications });
  await create('clients', { name: 'Northwind', domains: ['northwind.example'] });
  await create('block-list', { entry: 'spam.example', note: 'a flood' });
  await create('contacts', { address: 'carol@northwind.example', name: 'Carol', clientId: 'northwind' });
});
afterAll(() => Promise.all([here?.end(), there?.end()]));

const bring = (api: Api, document: unknown, dryRun = false) => importSettings(api.deps, document, { dryRun, by: 'Bob' });
const none = { create: 0, change: 0, none: expect.any(Number), problems: 0 };
const withSettings = (settings: object) => ({ schema: 1, settings });

test('an export names every kind, has what can be set of each item, and no secret', async () => {
  const document = await exportSettings(here.deps, undefined);
  expect(Object.keys(document.settings)).toEqual(settingApis.map(({ kind }) => kind));
  expect(document).toMatchObject({
    schema: 1,
    next: null,
    settings: {
      policy: { reopenDays: 14 },
      clients: [
        { id: 'fabrikam', name: 'Fabrikam', domains: ['fabrikam.example'] },
        { id: 'northwind', name: 'Northwind', domains: ['northwind.example'] },
      ],
      'block-list': [{ entry: 'spam.example', note: 'a flood' }],
      contacts: [{ id: 'alice@fabrikam.example', clientId: 'fabrikam' }, { id: 'carol@northwind.example' }],
    },
  });
  // hits, health and who changed it last stay where they are
  expect(JSON.stringify(document)).not.toMatch(/"(?:hits|updatedBy|health|deliverability|password|secret)":/i);
});

test('importing it where it comes from changes nothing, also when it is not a dry run', async () => {
  const document = await exportSettings(here.deps, undefined);
  for (const dryRun of [true, false]) {
    const report = await bring(here, document, dryRun);
    expect(report.counts).toEqual(none);
    expect(report.changes.every(({ action, problem }) => action === 'none' && problem === undefined)).toBe(true);
  }
});

test('a dry run says what would change, the import does it, and then there is nothing left to do', async () => {
  const document = await exportSettings(here.deps, undefined);
  document.settings.policy = { ...Object(document.settings.policy), reopenDays: 30 };
  const wouldBe = await bring(there, document, true);
  expect(wouldBe.changes.filter(({ action }) => action !== 'none')).toEqual([
    { kind: 'technicians', id: 'bob', action: 'create' },
    { kind: 'queues', id: 'alerts', action: 'create' },
    { kind: 'clients', id: 'northwind', action: 'create' },
    { kind: 'policy', id: 'policy', action: 'change' },
    { kind: 'block-list', id: expect.any(String), action: 'create' },
    { kind: 'contacts', id: 'carol@northwind.example', action: 'create' },
  ]);
  await expect(readSetting(there.deps, await there.row('queues'), 'alerts')).rejects.toMatchObject({ status: 404 });
  const done = await bring(there, document);
  expect(done).toEqual({ ...wouldBe, dryRun: false });
  expect((await bring(there, document)).counts).toEqual(none);
  expect((await exportSettings(there.deps, undefined)).settings).toEqual(document.settings);
  const { items } = await listSettingChanges(there.deps, { kind: 'queues', id: 'alerts', limit: 10 });
  expect(items).toMatchObject([{ action: 'create', by: 'Bob', after: { name: 'Alerts', prefix: 'ALE' } }]);
});

test('what does not fit is told item by item, and the others come in', async () => {
  const queues = [
    { id: 'good', name: 'Good', prefix: 'GOO' },
    { id: 'wrong', name: 'Wrong', prefix: 'no' },
    { id: 'same-prefix', name: 'Same', prefix: 'GOO' },
    { id: 'good', name: 'Good again', prefix: 'GOA' },
    { name: 'Without id', prefix: 'WIT' },
    { id: 'odd', name: 'Odd', prefix: 'ODD', colour: 'red' },
  ];
  const contacts = [{ id: 'x@y.example', address: 'x@y.example', clientId: 'nobody' }];
  for (const dryRun of [true, false]) {
    const report = await bring(there, withSettings({ queues, contacts }), dryRun);
    expect(report.changes).toMatchObject([
      { id: 'good', action: 'create' },
      { id: 'wrong', problem: expect.stringMatching(/prefix: must be/) },
      { id: 'same-prefix', problem: expect.stringMatching(/prefix: queue "Good" \(good\) has "GOO" already/) },
      { id: 'good', problem: 'id: is in the document twice' },
      { id: '(number 5)', problem: 'id: is missing' },
      { id: 'odd', problem: expect.stringContaining('colour') },
      { id: 'x@y.example', problem: 'clientId: there is no client "nobody"' },
    ]);
    expect(report.counts).toEqual({ create: 1, change: 0, none: 0, problems: 6 });
  }
});

test('what items name may come in the same document', async () => {
  const clients = [{ id: 'tailspin', name: 'Tailspin', domains: [] }];
  const contacts = [{ id: 'tim@tailspin.example', address: 'tim@tailspin.example', clientId: 'tailspin' }];
  // in whatever order the document has them
  expect((await bring(there, withSettings({ contacts, clients }), true)).counts).toMatchObject({ create: 2, problems: 0 });
});

test.each([
  ['no object', 'settings', /body: /],
  ['a later version', { schema: 2, settings: {} }, /body schema: must be 1/],
  ['a kind that there is not', { schema: 1, settings: { queus: [] } }, /settings: there is no kind "queus"/],
  ['a kind that is no list', { schema: 1, settings: { queues: {} } }, /settings.queues: must be a list/],
  ['a field that there is not', { schema: 1, settings: {}, colour: 'red' }, /colour/],
])('a document with %s is refused', async (_, document, message) => {
  await expect(bring(there, document)).rejects.toMatchObject({ status: 400, message: expect.stringMatching(message) });
});

test('what can not be read is left out of an export, which names it', async () => {
  const torn = { id: 'torn', kind: 'queue', queueId: 'torn', name: '', prefix: 'TOR' };
  await here.database.container('settings').items.create(torn);
  const document = await exportSettings(here.deps, undefined);
  expect(document.leftOut).toEqual([{ kind: 'queues', id: 'torn', problem: expect.stringMatching(/^name: /) }]);
  expect(JSON.stringify(document.settings)).not.toContain('"TOR"');
  expect((await bring(here, document, true)).counts).toEqual(none);
});

test('more contacts than one document takes come in the next ones, each once', async () => {
  const row = await here.row('contacts');
  for (let n = 0; n < 23; n += 1) await createSetting(here.deps, row, { address: `p${n}@many.example` }, 'Ada');
  const documents = [await exportSettings(here.deps, undefined, 10)];
  for (let next = documents[0]?.next; next; next = documents.at(-1)?.next) documents.push(await exportSettings(here.deps, next, 10));
  const contacts = documents.map(({ settings }) => (Array.isArray(settings.contacts) ? settings.contacts : []));
  expect(contacts.map(({ length }) => length)).toEqual([10, 10, 5]);
  expect(new Set(contacts.flat().map(({ id }) => id)).size).toBe(25);
  expect(documents.slice(1).map(({ settings }) => Object.keys(settings))).toEqual([['contacts'], ['contacts']]);
  const reports = await Promise.all(documents.slice(1).map((document) => bring(there, document)));
  expect(reports.map(({ counts }) => counts.problems)).toEqual([0, 0]);
});

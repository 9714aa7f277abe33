import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SettingRow } from '../../../shared/api/settings/setting-row.ts';
import { changeSetting } from '../../../shared/workflows/settings/change-setting.ts';
import { createSetting } from '../../../shared/workflows/settings/create-setting.ts';
import { exportSettings } from '../../../shared/workflows/settings/export-settings.ts';
import { importSettings } from '../../../shared/workflows/settings/import-settings.ts';
import { listSettingChanges } from '../../../shared/workflows/settings/list-setting-changes.ts';
import { listSettings } from '../../../shared/workflows/settings/list-settings.ts';
import { readSetting } from '../../../shared/workflows/settings/read-setting.ts';
import { removeSetting } from '../../../shared/workflows/settings/remove-setting.ts';
import { aSettingsApi } from '../../support/a-settings-api.ts';

/** Templates come with the program; an admin writes others in their place, and goes back. */

let api: Awaited<ReturnType<typeof aSettingsApi>>;
let row: SettingRow;
beforeAll(async () => {
  api = await aSettingsApi();
  row = await api.row('templates');
});
afterAll(() => api.end());

const id = 'technician-replied.en';
const read = (name = id) => readSetting(api.deps, row, name);
const change = async (change: object, name = id, ifMatch?: string) => {
  const { item, etag } = await read(name);
  return changeSetting(api.deps, row, { id: name, ifMatch: ifMatch ?? etag, body: { ...item, ...change }, by: 'Ada' });
};
const list = async () => (await listSettings(api.deps, row, { limit: 1000 })).items as Record<string, unknown>[];

test('all that come with the program are there, each with a version', async () => {
  const items = await list();
  expect(items).toHaveLength(64);
  expect(items.find((item) => item.id === id)).toMatchObject({
    event: 'technician-replied',
    queueId: null,
    language: 'en',
    customised: false,
    updatedBy: null,
    variables: expect.arrayContaining(['ticket_number', 'reply_html']),
  });
  expect((await read()).etag).toMatch(/^".+"$/);
  await expect(read('technician-replied.xx')).rejects.toMatchObject({ status: 404 });
});

test('one is written in its place with what was read of it, once, and is in the history', async () => {
  const before = await read();
  const { item, etag } = await change({ html: '<p>Hi!</p>{{ reply_html }}' });
  expect(item).toMatchObject({ id, html: '<p>Hi!</p>{{ reply_html }}', customised: true, updatedBy: 'Ada' });
  expect(etag).not.toBe(before.etag);
  await expect(change({ html: '<p>Ho!</p>' }, id, before.etag)).rejects.toMatchObject({ status: 412, current: { etag } });
  const items = await list();
  expect(items).toHaveLength(64);
  expect(items.filter(({ customised }) => customised)).toMatchObject([{ id }]);
  const { items: changes } = await listSettingChanges(api.deps, { kind: 'templates', limit: 10 });
  expect(changes).toMatchObject([{ id, action: 'create', by: 'Ada', after: { html: '<p>Hi!</p>{{ reply_html }}' } }]);
});

test('what is sent back as it came is not written', async () => {
  const { item } = await change({}, 'ticket-closed.pl');
  expect(item).toMatchObject({ customised: false, updatedBy: null });
});

test.each([
  [{ subject: 'No number here' }, /^subject: line 1, column 1: .*\[Ticket #\{\{ticket_number\}\}\]/],
  [{ html: '<p>{{ ticket_number </p>' }, /^html: line 1, column 4: /],
  [{ text: 'a\n{{ nope }}' }, /^text: line 2, column 4: there is no variable "nope"/],
  [{ html: '<p><a href="javascript:alert(1)">x</a></p>' }, /^html: line 1, column 4: a link must begin/],
  [{ html: '<p><a href="https://contoso.example">x</a></p>' }, /^html: line 1, column 4: .*linkOrigins/],
  [{ language: 'de' }, /^event, queueId, language: .*"technician-replied\.de"/],
])('%j is refused, and the place is named', async (wrong, message) => {
  await expect(change(wrong)).rejects.toMatchObject({ status: 422, message: expect.stringMatching(message) });
});

test('what is too long, or no template at all, is refused by its field', async () => {
  await expect(change({ html: 'x'.repeat(30_001) })).rejects.toMatchObject({ status: 400, message: expect.stringContaining('body html') });
  await expect(change({ body: 'x' })).rejects.toMatchObject({ status: 400 });
});

test('a queue has its own, and can not leave while it has', async () => {
  const { item } = await read('ticket-created.de');
  const { updatedAt: _at, updatedBy: _by, customised: _c, variables: _v, id: _id, ...body } = item;
  const made = await createSetting(api.deps, row, { ...body, queueId: 'support' }, 'Ada');
  expect(made).toMatchObject({ id: 'ticket-created.de.support', item: { customised: true } });
  await expect(createSetting(api.deps, row, { ...body, queueId: 'support' }, 'Ada')).rejects.toMatchObject({ status: 409 });
  await expect(createSetting(api.deps, row, { ...body, queueId: 'nowhere' }, 'Ada')).rejects.toMatchObject({ status: 422 });
  const queue = { id: 'support', ifMatch: '*', by: 'Ada' };
  await expect(removeSetting(api.deps, await api.row('queues'), queue)).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining('1 template'),
  });
  await removeSetting(api.deps, row, { id: made.id, ifMatch: made.etag, by: 'Ada' });
  await expect(read(made.id)).rejects.toMatchObject({ status: 404 });
});

test('only what somebody wrote moves with an export', async () => {
  const { settings } = await exportSettings(api.deps, undefined);
  expect(settings.templates).toMatchObject([{ id, html: '<p>Hi!</p>{{ reply_html }}' }]);
  const [one] = settings.templates as [object];
  const elsewhere = { ...one, id: 'technician-replied.fr', language: 'fr' };
  const wrong = { ...one, id: 'technician-replied.es', language: 'es', subject: 'x' };
  const report = await importSettings(
    api.deps,
    { schema: 1, settings: { templates: [one, elsewhere, wrong] } },
    { dryRun: false, by: 'Ada' },
  );
  expect(report.changes).toMatchObject([
    { id, action: 'none' },
    { id: 'technician-replied.fr', action: 'create' },
    { id: 'technician-replied.es', action: 'create', problem: expect.stringContaining('subject: line 1') },
  ]);
  expect((await read('technician-replied.fr')).item).toMatchObject({ customised: true });
});

test('one that was written by hand and is wrong is named in the list', async () => {
  const broken = { event: 'ticket-closed', queueId: null, language: 'it', subject: 'x', html: '<p>x</p>', text: 'x' };
  await api.database.container('settings').items.create({ id: 'ticket-closed.it', kind: 'template', ...broken });
  const { broken: named } = await listSettings(api.deps, row, { limit: 1000 });
  expect(named).toMatchObject([{ id: 'ticket-closed.it', problem: expect.stringMatching(/^subject: line 1/) }]);
});

test('removed, what comes with the program counts again', async () => {
  const { etag } = await read();
  await expect(removeSetting(api.deps, row, { id, ifMatch: null, by: 'Ada' })).rejects.toMatchObject({ status: 428 });
  await removeSetting(api.deps, row, { id, ifMatch: etag, by: 'Ada' });
  expect((await read()).item).toMatchObject({ customised: false });
  await removeSetting(api.deps, row, { id, ifMatch: (await read()).etag, by: 'Ada' });
});

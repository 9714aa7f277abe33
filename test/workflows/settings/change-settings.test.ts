import { afterAll, beforeAll, expect, test } from 'vitest';
import { settingRows } from '../../../shared/api/settings/setting-apis.ts';
import type { SettingRow } from '../../../shared/api/settings/setting-row.ts';
import { settingDeps } from '../../../shared/wiring/setting-store.ts';
import { changeSetting } from '../../../shared/workflows/settings/change-setting.ts';
import { createSetting } from '../../../shared/workflows/settings/create-setting.ts';
import { listSettingChanges } from '../../../shared/workflows/settings/list-setting-changes.ts';
import { listSettings } from '../../../shared/workflows/settings/list-settings.ts';
import { readSetting } from '../../../shared/workflows/settings/read-setting.ts';
import { removeSetting } from '../../../shared/workflows/settings/remove-setting.ts';
import { aSettingsApi } from '../../support/a-settings-api.ts';

let api: Awaited<ReturnType<typeof aSettingsApi>>;
let queues: SettingRow;
beforeAll(async () => {
  api = await aSettingsApi();
  queues = await api.row('queues');
});
afterAll(() => api?.end());

const create = (body: object, by = 'Ada') => createSetting(api.deps, queues, body, by);
const change = (id: string, ifMatch: string | null, body: object, by = 'Ada') => changeSetting(api.deps, queues, { id, ifMatch, body, by });
const remove = (id: string, ifMatch: string | null) => removeSetting(api.deps, queues, { id, ifMatch, by: 'Ada' });
const read = (id: string) => readSetting(api.deps, queues, id);

test('an item is added, read, changed and removed, and each change is kept with who, before and after', async () => {
  const made = await create({ name: 'Sales EMEA', prefix: 'SAL' });
  expect(made).toMatchObject({ id: 'sales-emea', item: { id: 'sales-emea', name: 'Sales EMEA', prefix: 'SAL', updatedBy: 'Ada' } });
  expect(await read('sales-emea')).toEqual({ item: made.item, etag: made.etag });
  // what was read may be sent back, with what can't be changed
  const changed = await change('sales-emea', made.etag, { ...made.item, name: 'Sales' }, 'Bob');
  expect(changed.item).toMatchObject({ name: 'Sales', prefix: 'SAL', updatedBy: 'Bob' });
  await remove('sales-emea', changed.etag);
  await expect(read('sales-emea')).rejects.toMatchObject({ status: 404 });
  const { items } = await listSettingChanges(api.deps, { kind: 'queues', id: 'sales-emea', limit: 10 });
  const [before, after] = [
    { name: 'Sales EMEA', prefix: 'SAL' },
    { name: 'Sales', prefix: 'SAL' },
  ];
  expect(items).toMatchObject([
    { action: 'remove', by: 'Ada', before: after, after: null },
    { action: 'change', by: 'Bob', before, after },
    { action: 'create', by: 'Ada', before: null, after: before },
  ]);
  expect(api.forgotten()).toBe(3);
});

test('of two admins who change at once, the second is told what the first has made of it', async () => {
  const { id, etag } = await create({ name: 'Night shift', prefix: 'NIG' });
  const changes = await Promise.allSettled(
    ['Days', 'Evenings'].map((name) => change(id, etag, { name, prefix: 'NIG' }, `who wants ${name}`)),
  );
  const made = changes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refused = changes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(made).toHaveLength(1);
  expect(refused).toMatchObject([{ status: 412, current: { item: made[0]?.item, etag: made[0]?.etag } }]);
  const { items } = await listSettingChanges(api.deps, { kind: 'queues', id, limit: 10 });
  expect(items.map(({ action }) => action)).toEqual(['change', 'create']);
});

test('a change without If-Match, of an old version, or of nothing is refused', async () => {
  const { id, etag, item } = await create({ name: 'Third level', prefix: 'THI' });
  await expect(change(id, null, item)).rejects.toMatchObject({ status: 428 });
  await expect(remove(id, null)).rejects.toMatchObject({ status: 428 });
  await expect(change(id, '"of yesterday"', item)).rejects.toMatchObject({ status: 412, current: { item, etag } });
  await expect(remove(id, '"of yesterday"')).rejects.toMatchObject({ status: 412 });
  await expect(change('nowhere', etag, item)).rejects.toMatchObject({ status: 404, message: 'id: there is no queue "nowhere"' });
  // the same again is no change: nothing is written, the version stays
  expect(await change(id, etag, item)).toMatchObject({ etag });
});

test.each([
  ['a field that there is not', { name: 'Odd', prefix: 'ODD', colour: 'red' }, 400, /colour/],
  ['a wrong value', { name: 'Odd', prefix: 'no spaces' }, 400, /body prefix: must be 2 to 10 capital letters/],
  ['a missing field', { prefix: 'ODD' }, 400, /body name: /],
  ['no object', 'Support', 400, /must be an object/],
  ['the prefix of another', { name: 'Odd', prefix: 'SUP' }, 409, /prefix: queue "Support" \(support\) has "SUP" already/],
  ['the id of another', { id: 'support', name: 'Odd', prefix: 'ODD' }, 409, /id: there is a queue "support" already/],
  ['an id that can be none', { id: 'No Id', name: 'Odd', prefix: 'ODD' }, 400, /body id: must be/],
])('an item with %s is refused', async (_, body, status, message) => {
  await expect(createSetting(api.deps, queues, body, 'Ada')).rejects.toMatchObject({ status, message: expect.stringMatching(message) });
});

test('names may be alike, ids are not', async () => {
  const one = await create({ name: 'Façade & Co', prefix: 'FAA' });
  const other = await create({ name: 'Façade & Co', prefix: 'FAB' });
  const without = await create({ name: '日本', prefix: 'JPN' });
  expect(one.id).toBe('facade-co');
  expect(other.id).toMatch(/^facade-co-[a-z0-9]{6}$/);
  expect(without.id).toBe('queue');
});

test('of two admins who give one prefix to two queues at once, one gets it', async () => {
  const made = await Promise.allSettled(['Left', 'Right'].map((name) => create({ name, prefix: 'TWO' })));
  const refused = made.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refused).toMatchObject([{ status: 409, message: expect.stringMatching(/^prefix: /) }]);
  const { items } = await listSettings(api.deps, queues, { limit: 1000 });
  expect(items.filter((item) => 'prefix' in item && item.prefix === 'TWO')).toHaveLength(1);
});

test('a prefix that a queue gave up, or left behind, is free at once; one that nobody came to use, in the end', async () => {
  const first = await create({ name: 'First', prefix: 'FREE' });
  await change(first.id, '*', { name: 'First', prefix: 'FIRST' });
  const second = await create({ name: 'Second', prefix: 'FREE' });
  await remove(second.id, '*');
  await create({ name: 'Third', prefix: 'FREE' });
  const claim = { kind: 'queues', field: 'prefix', value: 'DIED', owner: 'whose-maker-died' };
  await api.deps.claims.take(claim);
  await expect(create({ name: 'Fourth', prefix: 'DIED' })).rejects.toMatchObject({ status: 409 });
  const later = settingDeps({ database: api.database, now: () => new Date(Date.now() + 11 * 60_000), forget: () => {} });
  const made = await createSetting({ ...later, rows: settingRows }, queues, { name: 'Fourth', prefix: 'DIED' }, 'Ada');
  expect(made.item).toMatchObject({ prefix: 'DIED' });
});

test('what others hang on stays, and the answer says what', async () => {
  const tickets = api.database.container('tickets');
  for (const [id, status] of [
    ['one', 'open'],
    ['two', 'new'],
    ['done', 'closed'],
  ])
    await tickets.items.create({ id: 'ticket', type: 'ticket', ticketId: id, queueId: 'support', status });
  const { etag } = await read('support');
  await expect(remove('support', etag)).rejects.toMatchObject({
    status: 409,
    message: 'queue Support has 1 mailbox and 2 open tickets: move or remove these first',
  });
});

test('the one policy is shown with its defaults, and changed by who has seen it', async () => {
  const policy = await api.row('policy');
  await api.database.container('settings').item('policy', 'policy').delete();
  const unset = await readSetting(api.deps, policy, 'policy');
  expect(unset.item).toMatchObject({ reopenDays: 14, updatedBy: null });
  const wanted = (body: object, ifMatch = unset.etag) => changeSetting(api.deps, policy, { id: 'policy', ifMatch, body, by: 'Ada' });
  await expect(wanted({ reopenDay: 7 })).rejects.toMatchObject({ status: 400, message: expect.stringContaining('reopenDay') });
  await expect(wanted({ loops: { perSendr: {} } })).rejects.toMatchObject({ message: expect.stringMatching(/body loops: .*perSendr/) });
  const set = await wanted({ ...unset.item, reopenDays: 7 });
  expect(set.item).toMatchObject({ reopenDays: 7, updatedBy: 'Ada' });
  await expect(wanted({ ...unset.item, reopenDays: 9 })).rejects.toMatchObject({ status: 412 });
});

test.each([' ', '\ud800', 'a/b', '../..', '__proto__', 'x'.repeat(320)])('there is no item %j, and none can be added', async (id) => {
  const clients = await api.row('clients');
  await expect(readSetting(api.deps, clients, id)).rejects.toMatchObject({ status: 404 });
  if (id !== '__proto__') await expect(createSetting(api.deps, clients, { id, name: 'Odd' }, 'Ada')).rejects.toMatchObject({ status: 400 });
  const contact = { address: 'odd@odd.example', clientId: id.slice(0, 255) };
  await expect(createSetting(api.deps, await api.row('contacts'), contact, 'Ada')).rejects.toMatchObject({ status: 422 });
});

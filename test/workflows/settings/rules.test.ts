import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SettingRow } from '../../../shared/api/settings/setting-row.ts';
import { changeSetting } from '../../../shared/workflows/settings/change-setting.ts';
import { createSetting } from '../../../shared/workflows/settings/create-setting.ts';
import { importSettings } from '../../../shared/workflows/settings/import-settings.ts';
import { listSettings } from '../../../shared/workflows/settings/list-settings.ts';
import { readSetting } from '../../../shared/workflows/settings/read-setting.ts';
import { removeSetting } from '../../../shared/workflows/settings/remove-setting.ts';
import { aSettingsApi } from '../../support/a-settings-api.ts';

/** Rules as settings: what is no rule is refused, and what a rule names can't be removed. */

let api: Awaited<ReturnType<typeof aSettingsApi>>;
let rules: SettingRow;
let queues: SettingRow;
beforeAll(async () => {
  api = await aSettingsApi();
  [rules, queues] = await Promise.all([api.row('rules'), api.row('queues')]);
});
afterAll(() => api?.end());

const create = (body: object) => createSetting(api.deps, rules, body, 'Ada');
const rule = (change: object = {}) => ({
  ...{ name: 'Nightly backups', order: 10 },
  ...{ when: { field: 'subject', op: 'contains', value: 'backup' }, then: [{ action: 'stop' }] },
  ...change,
});

test('a rule is added under an id of its name, and sent back as it was read', async () => {
  const then = [{ action: 'alert', key: 'host=(\\w+)' }];
  const made = await create(rule({ then }));
  const shown = { id: 'nightly-backups', enabled: true, then: [{ ...then[0], recovery: null, quietMinutes: 15 }], updatedBy: 'Ada' };
  expect(made).toMatchObject({ id: 'nightly-backups', item: shown });
  const { item, etag } = await readSetting(api.deps, rules, made.id);
  const changed = await changeSetting(api.deps, rules, { id: made.id, ifMatch: etag, body: { ...item, enabled: false }, by: 'Bob' });
  expect(changed.item).toMatchObject({ enabled: false, updatedBy: 'Bob' });
});

test('a wrong one is refused, and the field is named with the place in the pattern', async () => {
  const when = (op: string, value: unknown) => rule({ when: { all: [{ field: 'subject', op, value }] } });
  await expect(create(when('matches', '(unclosed'))).rejects.toMatchObject({
    status: 422,
    message: 'when.all.0.value: the pattern is wrong at position 10: missing closing )',
  });
  await expect(create(when('looks-like', 'x'))).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('when: all.0: op: '),
  });
  await expect(create(rule({ prio: 1 }))).rejects.toMatchObject({ status: 400, message: expect.stringContaining('prio') });
  await expect(create(rule({ then: [{ action: 'queue', queueId: 'gone' }] }))).rejects.toMatchObject({
    status: 422,
    message: 'then.0.queueId: there is no queue "gone"',
  });
});

test('a rule assigns to a technician that there is, and who is named stays', async () => {
  const technicians = await api.row('technicians');
  const assign = (name: string) => create(rule({ name, then: [{ action: 'assign', assignee: 'Tess@contoso.example' }] }));
  await expect(assign('Too early')).rejects.toMatchObject({
    status: 422,
    message: 'then.0.assignee: there is no technician "tess@contoso.example"',
  });
  const tess = await createSetting(api.deps, technicians, { address: 'tess@contoso.example', name: 'Tess' }, 'Ada');
  await assign('To Tess');
  const removed = removeSetting(api.deps, technicians, { id: tess.id, ifMatch: tess.etag, by: 'Ada' });
  await expect(removed).rejects.toMatchObject({ status: 409, message: 'technician Tess has 1 rule: move or remove these first' });
  // rules name an address: with another one they would assign to nobody
  const change = (body: object) => changeSetting(api.deps, technicians, { id: tess.id, ifMatch: tess.etag, body, by: 'Ada' });
  await expect(change({ address: 'tess.new@contoso.example', name: 'Tess' })).rejects.toMatchObject({
    status: 409,
    message: 'address: "tess@contoso.example" is named by rule "To Tess"; change that first',
  });
  await expect(change({ address: 'tess@contoso.example', name: 'Tess T.' })).resolves.toMatchObject({ item: { name: 'Tess T.' } });
});

test('a queue that a rule names stays', async () => {
  const queue = await createSetting(api.deps, queues, { name: 'Backups', prefix: 'BAK' }, 'Ada');
  await create(rule({ name: 'To backups', then: [{ action: 'queue', queueId: queue.id }] }));
  const removed = removeSetting(api.deps, queues, { id: queue.id, ifMatch: queue.etag, by: 'Ada' });
  await expect(removed).rejects.toMatchObject({ status: 409, message: 'queue Backups has 1 rule: move or remove these first' });
});

test('a rule that was edited by hand and can not be read or applied is named in the list', async () => {
  const { resources } = await api.database
    .container('settings')
    .items.query("SELECT * FROM c WHERE c.ruleId = 'nightly-backups'")
    .fetchAll();
  const torn = { ...resources[0], id: 'torn', ruleId: 'torn', order: 'first' };
  const then = [{ action: 'alert', key: '(unclosed' }];
  const wrong = { ...resources[0], id: 'wrong', ruleId: 'wrong', then };
  for (const item of [torn, wrong]) await api.database.container('settings').items.create(item);
  const { items, broken } = await listSettings(api.deps, rules, { limit: 100 });
  expect(broken).toEqual([
    { id: 'torn', problem: expect.stringMatching(/^order: /) },
    { id: 'wrong', problem: 'then.0.key: the pattern is wrong at position 10: missing closing )' },
  ]);
  // that one can be read, and so corrected
  expect(items).toContainEqual(expect.objectContaining({ id: 'wrong' }));
  for (const id of ['torn', 'wrong']) await api.database.container('settings').item(id, 'rule').delete();
});

test('there are 500 rules at most, and one more is refused, by an import as well', async () => {
  const kept = (await api.deps.store(rules).list()).length;
  const { resources } = await api.database
    .container('settings')
    .items.query("SELECT * FROM c WHERE c.ruleId = 'nightly-backups'")
    .fetchAll();
  for (let n = kept; n < 500; n += 1)
    await api.database.container('settings').items.create({ ...resources[0], id: `r-${n}`, ruleId: `r-${n}` });
  const full = { status: 409, message: 'There are 500 rules already, and more are not kept; remove one first' };
  await expect(create(rule({ name: 'One more' }))).rejects.toMatchObject(full);
  const document = { schema: 1, settings: { rules: [{ id: 'one-more', ...rule({ name: 'One more' }) }] } };
  const { changes } = await importSettings(api.deps, document, { dryRun: false, by: 'Ada' });
  expect(changes).toMatchObject([{ id: 'one-more', problem: full.message }]);
  const { item, etag } = await readSetting(api.deps, rules, 'nightly-backups');
  await expect(changeSetting(api.deps, rules, { id: 'nightly-backups', ifMatch: etag, body: item, by: 'Ada' })).resolves.toBeDefined();
});

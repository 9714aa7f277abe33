import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SettingRow } from '../../../shared/api/settings/setting-row.ts';
import { changeSetting } from '../../../shared/workflows/settings/change-setting.ts';
import { listSettings } from '../../../shared/workflows/settings/list-settings.ts';
import { readSetting } from '../../../shared/workflows/settings/read-setting.ts';
import { removeSetting } from '../../../shared/workflows/settings/remove-setting.ts';
import { aSettingsApi } from '../../support/a-settings-api.ts';

/** Items of settings as somebody else has left them: by hand, broken, or very many. */

let api: Awaited<ReturnType<typeof aSettingsApi>>;
let queues: SettingRow;
beforeAll(async () => {
  api = await aSettingsApi();
  queues = await api.row('queues');
});
afterAll(() => api?.end());

const change = (id: string, ifMatch: string, body: object) => changeSetting(api.deps, queues, { id, ifMatch, body, by: 'Ada' });
const remove = (id: string, ifMatch: string) => removeSetting(api.deps, queues, { id, ifMatch, by: 'Ada' });
const read = (id: string) => readSetting(api.deps, queues, id);

test('what stands in an item beside what is known of it stays when it is changed', async () => {
  const settings = api.database.container('settings');
  await settings.items.create({
    id: 'later',
    kind: 'queue',
    queueId: 'later',
    name: 'Later',
    prefix: 'LAT',
    ofALaterVersion: { kept: true },
  });
  const { etag } = await read('later');
  await change('later', etag, { name: 'Even later', prefix: 'LAT' });
  const { resource } = await settings.item('later', 'queue').read();
  expect(resource).toMatchObject({ name: 'Even later', ofALaterVersion: { kept: true } });
});

test('an item that was made by hand is found by what it says, whatever its own id', async () => {
  const settings = api.database.container('settings');
  await settings.items.create({ id: 'f00', kind: 'queue', queueId: 'by-hand', name: 'By hand', prefix: 'BYH' });
  const { etag } = await read('by-hand');
  const changed = await change('by-hand', etag, { name: 'Still by hand', prefix: 'BYH' });
  expect((await settings.item('f00', 'queue').read()).resource).toMatchObject({ queueId: 'by-hand', name: 'Still by hand' });
  await remove('by-hand', changed.etag);
  expect((await settings.item('f00', 'queue').read()).resource).toBeUndefined();
});

test('an item that can not be read is listed, named, and replaced or removed by its version', async () => {
  const settings = api.database.container('settings');
  for (const id of ['torn', 'torn-too']) await settings.items.create({ id, kind: 'queue', queueId: id, name: '', prefix: 'TOR' });
  expect((await listSettings(api.deps, queues, { limit: 1 })).broken).toMatchObject([
    { id: 'torn', problem: /^name: / },
    { id: 'torn-too' },
  ]);
  const versionOf = (id: string) => read(id).then(Promise.reject, ({ status, current }) => ({ status, current }));
  const { status, current } = await versionOf('torn');
  expect({ status, current }).toMatchObject({ status: 409, current: { item: null } });
  await change('torn', current.etag, { name: 'Mended', prefix: 'TOR' });
  expect((await read('torn')).item).toMatchObject({ name: 'Mended' });
  await remove('torn-too', (await versionOf('torn-too')).current.etag);
  expect((await listSettings(api.deps, queues, { limit: 1 })).broken).toEqual([]);
});

test('a thousand items come page by page, each once', async () => {
  const settings = api.database.container('settings');
  const many = Array.from({ length: 1000 }, (_, n) => ({
    id: `q-${n}`,
    kind: 'queue',
    queueId: `q-${n}`,
    name: `Queue ${n}`,
    prefix: `Q${n}`,
  }));
  for (let at = 0; at < many.length; at += 100) {
    const operations = many.slice(at, at + 100).map((resourceBody) => ({ operationType: 'Create' as const, resourceBody }));
    await settings.items.batch(operations, 'queue');
  }
  const ids: string[] = [];
  let continuation: string | undefined;
  for (let page = 0; page < 20; page += 1) {
    const { items, next } = await listSettings(api.deps, queues, { limit: 100, ...(continuation ? { continuation } : {}) });
    ids.push(...items.map((item) => ('id' in item ? String(item.id) : '')));
    if (next === null) break;
    continuation = next;
  }
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(ids.toSorted());
  expect(ids).toEqual(expect.arrayContaining(many.map(({ id }) => id)));
});

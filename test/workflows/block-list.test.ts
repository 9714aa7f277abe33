import { afterAll, beforeAll, expect, test } from 'vitest';
import { settingRowOf } from '../../shared/api/settings/setting-apis.ts';
import { listBlockedSenders } from '../../shared/workflows/list-blocked-senders.ts';
import { changeSetting } from '../../shared/workflows/settings/change-setting.ts';
import { listSettingChanges } from '../../shared/workflows/settings/list-setting-changes.ts';
import { readSetting } from '../../shared/workflows/settings/read-setting.ts';
import { removeSetting } from '../../shared/workflows/settings/remove-setting.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const row = () => settingRowOf('block-list');
const unblock = async (id: string) => removeSetting(deployment.settingsApi, await row(), { id, ifMatch: '*', by: 'an admin' });

test('who is blocked is listed, the latest hit first, until they are unblocked', async () => {
  const list = deployment.blockList();
  const quiet = await deployment.block('quiet.example', 'nobody knows them');
  const loud = await deployment.block('Loud.example');
  // blocking them again changes nothing
  expect(await deployment.block('loud.example', 'again')).toBe(loud);
  await list.countHit('loud.example');
  expect((await listBlockedSenders(list)).items).toMatchObject([
    { id: loud, entry: 'loud.example', note: '', hits: 1 },
    { id: quiet, entry: 'quiet.example', note: 'nobody knows them', addedBy: 'an admin', hits: 0 },
  ]);
  await unblock(loud);
  expect((await listBlockedSenders(list)).items.map(({ id }) => id)).toEqual([quiet]);
  await expect(unblock(loud)).rejects.toMatchObject({ status: 404, message: `id: there is no entry "${loud}"` });
  const { items } = await listSettingChanges(deployment.settingsApi, { kind: 'block-list', id: loud, limit: 10 });
  expect(items.map(({ action, by }) => [action, by])).toEqual([
    ['remove', 'an admin'],
    ['create', 'an admin'],
  ]);
});

test('its note is changed while it is being hit: hits are no other version, and none is lost', async () => {
  const list = deployment.blockList();
  const id = await deployment.block('busy.example');
  const { etag } = await readSetting(deployment.settingsApi, await row(), id);
  await list.countHit('busy.example');
  const change = async (entry: string) =>
    changeSetting(deployment.settingsApi, await row(), { id, ifMatch: etag, body: { entry, note: 'a flood' }, by: 'an admin' });
  await expect(change('other.example')).rejects.toMatchObject({ status: 422, message: expect.stringMatching(/^entry: can't be changed/) });
  expect((await change('busy.example')).item).toMatchObject({ note: 'a flood', hits: 1 });
  await expect(change('busy.example')).rejects.toMatchObject({ status: 412 });
});

test('an entry that can not be read is listed with what is wrong, and can be removed', async () => {
  const list = deployment.blockList();
  await deployment.settings.items.create({ id: 'made by hand', kind: 'blocked-sender', entry: 7 });
  const { broken } = await listBlockedSenders(list);
  expect(broken).toEqual([{ id: 'made by hand', problem: expect.stringMatching(/^entry: .*; addedBy: .*; addedAt: /) }]);
  await unblock('made by hand');
  expect((await listBlockedSenders(list)).broken).toEqual([]);
});

test('an entry that was made by hand under another id is removed by the id that it is listed with', async () => {
  const list = deployment.blockList();
  const byHand = { entry: 'hand.example', addedBy: 'an admin', addedAt: '2026-11-02T09:00:00Z' };
  await deployment.settings.items.create({ id: 'f00', kind: 'blocked-sender', ...byHand });
  const listed = (await listBlockedSenders(list)).items.find(({ entry }) => entry === 'hand.example');
  await unblock(listed?.id ?? '');
  expect((await deployment.settings.item('f00', 'blocked-sender').read()).resource).toBeUndefined();
});

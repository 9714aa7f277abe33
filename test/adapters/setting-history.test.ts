import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { recordedSettings } from '../../shared/adapters/cosmos/recorded-settings.ts';
import { type SettingHistory, settingHistory } from '../../shared/adapters/cosmos/setting-history.ts';
import { settingKinds } from '../../shared/adapters/cosmos/setting-kinds.ts';
import { TicketQueue } from '../../shared/domain/settings/ticket-queue.ts';
import { aSeededCosmos } from '../support/a-seeded-cosmos.ts';
import { Killed } from '../support/killed-after.ts';

/** What a change keeps of itself, wherever the process that makes it dies. */

let cosmos: Awaited<ReturnType<typeof aSeededCosmos>>;
let clock = Date.parse('2026-11-02T09:00:00Z');
beforeAll(async () => {
  cosmos = await aSeededCosmos();
});
afterAll(() => cosmos?.end());

const now = () => {
  clock += 1;
  return new Date(clock);
};
const containers = () => {
  const db = openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions: false });
  return { settings: db.container('settings'), mailboxes: db.container('mailboxes'), contacts: db.container('contacts') };
};
const history = () => settingHistory(containers(), now);
const queues = (kept: SettingHistory = history()) => recordedSettings(settingKinds.queue, containers().settings, kept, now);
/** The history of a process that dies at its n-th call of a step: before it is done, or after. */
function dying(when: 'before' | 'after', step: 'begin' | 'confirm' | 'clear', n = 1): SettingHistory {
  const kept = history();
  let calls = 0;
  const call = async (given: never) => {
    calls += 1;
    if (calls === n && when === 'before') throw new Killed();
    const done = await kept[step](given);
    if (calls === n) throw new Killed();
    return done;
  };
  return { ...kept, [step]: call };
}
const queue = (queueId: string, name: string) => TicketQueue.parse({ queueId, name, prefix: 'SAL' });
const wanted = (id: string, name: string | null) => ({
  kind: 'queues',
  id,
  by: 'Ada',
  before: null,
  after: name === null ? null : { name },
});
const shown = async (id: string) => {
  await history().settle();
  return (await history().page({ kind: 'queues', id, limit: 10, after: null })).items.map(({ action, after }) => [action, after?.name]);
};
const read = async (id: string) => {
  const seen = await queues().read(id);
  if (!seen) throw new Error(`there is no queue ${id}`);
  return seen;
};

test('who dies before the item is written has changed nothing, and no entry says so', async () => {
  const dies = queues(dying('after', 'begin'));
  await expect(dies.create(queue('lost', 'Lost'), wanted('lost', 'Lost'))).rejects.toThrow(Killed);
  expect(await shown('lost')).toEqual([]);
  expect(await queues().read('lost')).toBeNull();
  // its maker may be slow and not dead: what it began is forgotten once no function can live so
  // long
  expect(await entries('lost')).toBe(1);
  clock += 11 * 60_000;
  await history().settle();
  expect(await entries('lost')).toBe(0);
});

test('who dies right after the item is written has changed it, and the history says so', async () => {
  const dies = queues(dying('before', 'confirm'));
  await expect(dies.create(queue('made', 'Made'), wanted('made', 'Made'))).rejects.toThrow(Killed);
  expect((await read('made')).value).toMatchObject({ name: 'Made' });
  clock += 11 * 60_000;
  expect(await shown('made')).toEqual([['create', 'Made']]);
});

test('an entry that its maker could not confirm is confirmed by who changes the item next', async () => {
  await queues(dying('before', 'confirm'))
    .create(queue('next', 'One'), wanted('next', 'One'))
    .catch(() => null);
  await queues().replace(await read('next'), queue('next', 'Two'), wanted('next', 'Two'));
  // nobody reads the history for a long time; then it is whole, in the order of the changes
  clock += 11 * 60_000;
  expect(await shown('next')).toEqual([
    ['change', 'Two'],
    ['create', 'One'],
  ]);
});

test.each([
  ['before its mark is confirmed', () => dying('before', 'confirm', 2)],
  ['before its mark is taken away', () => dying('before', 'clear')],
])('an item whose remover dies %s is gone, the history says so, and its name is free', async (_, historyOf) => {
  await queues().create(queue('gone', 'Gone'), wanted('gone', 'Gone'));
  await expect(queues(historyOf()).remove(await read('gone'), wanted('gone', null))).rejects.toThrow(Killed);
  expect(await queues().read('gone')).toBeNull();
  expect((await queues().list()).map(({ name }) => name)).not.toContain('gone');
  expect(await queues().create(queue('gone', 'Again'), wanted('gone', 'Again'))).not.toBeNull();
  clock += 11 * 60_000;
  expect((await shown('gone')).slice(0, 3)).toEqual([
    ['create', 'Again'],
    ['remove', undefined],
    ['create', 'Gone'],
  ]);
  await queues().remove(await read('gone'), wanted('gone', null));
});

test('a mark that nobody took away goes when the history is read', async () => {
  await queues().create(queue('mark', 'Mark'), wanted('mark', 'Mark'));
  await expect(queues(dying('before', 'confirm', 2)).remove(await read('mark'), wanted('mark', null))).rejects.toThrow(Killed);
  expect(await shown('mark')).toEqual([
    ['remove', undefined],
    ['create', 'Mark'],
  ]);
  expect((await containers().settings.item('mark', 'queue').read()).resource).toBeUndefined();
});

test('of two who replace the same version one is refused, and only the other is in the history', async () => {
  await queues().create(queue('race', 'Start'), wanted('race', 'Start'));
  const seen = await read('race');
  const made = await Promise.all(['A', 'B'].map((name) => queues().replace(seen, queue('race', name), wanted('race', name))));
  expect(made.filter((one) => one === null)).toHaveLength(1);
  clock += 11 * 60_000;
  const value = (await read('race')).value;
  expect(await shown('race')).toEqual([
    ['change', value?.name],
    ['create', 'Start'],
  ]);
  expect(await entries('race')).toBe(2);
});

test('changes keep their order, also when the clock stands still or goes back', async () => {
  await queues().create(queue('fast', '0'), wanted('fast', '0'));
  for (const name of ['1', '2', '3']) {
    clock -= 100;
    await queues().replace(await read('fast'), queue('fast', name), wanted('fast', name));
  }
  expect((await shown('fast')).map(([, name]) => name)).toEqual(['3', '2', '1', '0']);
});

/** The entries of an item, whether its change was made or only begun. */
async function entries(id: string): Promise<number> {
  const query = { query: 'SELECT c.id FROM c WHERE c.settingId = @id', parameters: [{ name: '@id', value: id }] };
  return (await containers().settings.items.query(query, { partitionKey: 'history' }).fetchAll()).resources.length;
}

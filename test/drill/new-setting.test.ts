import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { settingKind } from '../../shared/adapters/cosmos/setting-kind.ts';
import { settingKinds } from '../../shared/adapters/cosmos/setting-kinds.ts';
import { settingsStore } from '../../shared/adapters/cosmos/settings-store.ts';
import { Changed } from '../../shared/api/settings/changed.ts';
import { settingRowOf, settingRows } from '../../shared/api/settings/setting-apis.ts';
import { settingRow } from '../../shared/api/settings/setting-row.ts';
import { settingDeps } from '../../shared/wiring/setting-store.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { createSetting } from '../../shared/workflows/settings/create-setting.ts';
import { exportSettings } from '../../shared/workflows/settings/export-settings.ts';
import { listSettingChanges } from '../../shared/workflows/settings/list-setting-changes.ts';
import { removeSetting } from '../../shared/workflows/settings/remove-setting.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * How a new kind of setting is added: a schema, a row in the table of stored kinds, and a row in
 * the table of the API. It can then be stored and listed, knows who changed it and when, and a
 * broken one throws when asked for; admins read and change it under /api/{kind}, each change is
 * kept in the history, and it moves with an export.
 */

/** The file: `shared/domain/settings/opening-hours.ts`. */
const OpeningHours = z.object({
  queueId: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 lower-case letters, digits or hyphens'),
  /** From and until, each day (24 hours, local time). */
  from: z.string().regex(/^\d\d:\d\d$/, 'must be a time such as 08:00'),
  until: z.string().regex(/^\d\d:\d\d$/, 'must be a time such as 17:00'),
  /** Added later: what was stored before has none. */
  weekends: z.boolean().default(false),
});

/** The row: in `settingKinds` of `shared/adapters/cosmos/setting-kinds.ts`. */
const openingHours = settingKind({
  kind: 'opening-hours',
  container: 'settings',
  schema: OpeningHours,
  nameOf: ({ queueId }) => queueId,
});
const kinds = [...Object.values(settingKinds), openingHours];

/** The row of the API: in a file of `shared/api/settings/`, and named in `settingApis` there. */
const HoursInput = z.strictObject(OpeningHours.omit({ queueId: true }).shape);
const openingHoursRow = settingRow<z.infer<typeof OpeningHours>, z.infer<typeof HoursInput>>({
  kind: 'opening-hours',
  one: 'opening hours',
  many: 'opening hours',
  stored: 'opening-hours',
  input: HoursInput,
  extras: Changed,
  shown: z.object({ id: OpeningHours.shape.queueId, ...HoursInput.shape, ...Changed.shape }),
  id: OpeningHours.shape.queueId,
  // they have the id of their queue, which their maker has to name
  newId: () => null,
  idOf: ({ queueId }) => queueId,
  nameOf: ({ queueId }) => queueId,
  toInput: ({ queueId: _, ...input }) => input,
  toExtras: () => ({}),
  fromInput: (input, { id }) => ({ queueId: id, ...input }),
  unique: () => ({}),
  namesKinds: ['queues'],
  references: ({ queueId }) => [{ field: 'id', kind: 'queues', id: queueId }],
});

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { arrived } = aMailFlow(() => deployment);
const store = () => settingsStore(openingHours, deployment.settings, () => new Date('2026-11-02T09:00:00Z'));
const hours = { queueId: 'support', from: '08:00', until: '17:00', weekends: false };

test('it is added once, read and listed, with who did it and when', async () => {
  expect(await store().create(hours, 'an admin')).toBe(true);
  expect(await store().create({ ...hours, from: '00:00' }, 'somebody else')).toBe(false);
  const stored = { name: 'support', value: hours, updatedBy: 'an admin', updatedAt: '2026-11-02T09:00:00.000Z' };
  expect(await store().read('support')).toMatchObject(stored);
  expect(await store().list()).toMatchObject({ items: [stored], broken: [] });
});

test('it is replaced only by a caller who has seen the latest version', async () => {
  const seen = await store().read('support');
  const replace = (from: string) => store().replace({ ...hours, from }, 'an admin', seen?.etag ?? '');
  expect(await replace('09:00')).toBe(true);
  expect(await replace('10:00')).toBe(false);
  expect((await store().read('support'))?.value.from).toBe('09:00');
});

test('what does not fit is not stored, and the field is named', async () => {
  await expect(store().create({ ...hours, queueId: 'helpdesk', until: 'late' }, 'an admin')).rejects.toThrow(
    'must be a time such as 17:00',
  );
  expect(await store().read('helpdesk')).toBeNull();
});

test('a mail that depends on a broken one waits until it is corrected; the workflow knows nothing of it', async () => {
  await deployment.settings.items.upsert({ id: 'support', kind: 'opening-hours', ...hours, until: 5 });
  const deliver = (mailboxId: string) => {
    const ingest = deployment.ingest();
    const read = deployment.adminSettings(kinds);
    const settingsOf: typeof ingest.settingsOf = async (id) => {
      const settings = await ingest.settingsOf(id);
      // all that somebody has to do who needs it
      (await read()).items(openingHours).get(settings?.queue.queueId ?? '');
      return settings;
    };
    return ingestMail({ ...ingest, settingsOf }, arrived(aMail({}), mailboxId), 1);
  };
  await expect(deliver('support')).rejects.toThrow('The setting opening-hours "support" can\'t be read (until: ');
  expect(await deliver('helpdesk')).toMatchObject({ trace: { outcome: 'ticket' } });
  expect(deployment.told.at(-1)).toContain('opening-hours "support"');
  const [broken] = (await store().list()).broken;
  expect(broken).toMatchObject({ kind: 'opening-hours', name: 'support', problem: expect.stringContaining('until: ') });
  await expect(store().read('support')).rejects.toThrow('until: ');
  expect(await store().replace(hours, 'an admin', broken?.etag ?? '')).toBe(true);
  expect(await deliver('support')).toMatchObject({ trace: { outcome: expect.stringMatching(/^(ticket|duplicate)$/) } });
});

test('it is removed only by a caller who has seen the latest version', async () => {
  const seen = await store().read('support');
  expect(await store().remove('support', '"of yesterday"')).toBe(false);
  expect(await store().remove('support', seen?.etag ?? '')).toBe(true);
  expect(await store().remove('support', null)).toBe(false);
});

test('by the API it is added, kept from leaving without its queue, recorded, and moved with the others', async () => {
  const parts = { database: deployment.database(), now: () => new Date(), forget: () => {}, kinds };
  const api = { ...settingDeps(parts), rows: async () => [...(await settingRows()), openingHoursRow] };
  const made = await createSetting(api, openingHoursRow, { id: 'helpdesk', from: '09:00', until: '17:00' }, 'Ada');
  expect(made.item).toMatchObject({ id: 'helpdesk', from: '09:00', weekends: false, updatedBy: 'Ada' });
  await expect(createSetting(api, openingHoursRow, { id: 'nowhere', from: '09:00', until: '17:00' }, 'Ada')).rejects.toMatchObject({
    status: 422,
    message: 'id: there is no queue "nowhere"',
  });
  const queue = { id: 'helpdesk', ifMatch: '*', by: 'Ada' };
  await expect(removeSetting(api, await settingRowOf('queues'), queue)).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining('1 opening hours'),
  });
  const { items } = await listSettingChanges(api, { kind: 'opening-hours', limit: 10 });
  expect(items).toMatchObject([{ id: 'helpdesk', action: 'create', by: 'Ada', before: null, after: { from: '09:00' } }]);
  expect((await exportSettings(api, undefined)).settings['opening-hours']).toEqual([
    { id: 'helpdesk', from: '09:00', until: '17:00', weekends: false },
  ]);
});

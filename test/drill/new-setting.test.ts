import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { settingKind } from '../../shared/adapters/cosmos/setting-kind.ts';
import { settingKinds } from '../../shared/adapters/cosmos/setting-kinds.ts';
import { settingsStore } from '../../shared/adapters/cosmos/settings-store.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * How a new kind of setting is added: a schema, and a row in the table of kinds. It can then be
 * stored and listed, knows who changed it and when, and a broken one throws when asked for.
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

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import type { SettingKind } from '../../shared/adapters/cosmos/setting-kind.ts';
import { settingKinds } from '../../shared/adapters/cosmos/setting-kinds.ts';
import { settingsStore } from '../../shared/adapters/cosmos/settings-store.ts';
import { settingsBefore } from '../fixtures/settings-before.ts';
import { storedBefore } from '../fixtures/stored-before.ts';
import { aRule } from '../support/a-rule.ts';
import { aSeededCosmos } from '../support/a-seeded-cosmos.ts';

let cosmos: Awaited<ReturnType<typeof aSeededCosmos>>;
beforeAll(async () => {
  cosmos = await aSeededCosmos();
});
afterAll(() => cosmos?.end());

const containerOf = ({ container }: Pick<SettingKind<unknown>, 'container'>) =>
  openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions: false }).container(container);
const now = () => new Date('2026-11-02T09:00:00Z');

const added = { addedBy: 'an admin', addedAt: '2026-11-02T09:00:00.000Z' };
const blockedBefore = {
  entry: 'spam.example',
  note: '',
  ...added,
  hits: 3,
  lastHitAt: null,
  id: 'f00',
  kind: 'blocked-sender',
  schemaVersion: 1,
};
const sales = { mailboxId: 'sales', kind: 'graph', address: 'sales@contoso.example', queueId: 'sales', user: 'sales@contoso.example' };
const northwind = { type: 'client-domain', domain: 'northwind.example', client: { id: 'northwind', name: 'Northwind' } };
const fabrikam = { clientId: 'fabrikam', name: 'Fabrikam', domains: ['fabrikam.example'] };
const backups = aRule({
  name: 'Backups',
  when: { field: 'subject', op: 'contains', value: 'backup' },
  then: [{ action: 'stop' }],
});
const worded = {
  event: 'ticket-created',
  queueId: null,
  language: 'en',
  subject: '[Ticket #{{ticket_number}}]',
  html: '<p>a</p>',
  text: 'a',
};
const signed = { signatureId: 'house', name: 'House', scope: 'organisation', html: '<p>Contoso</p>' };
const ada = { technicianId: 'ada', address: 'ada@contoso.example', name: 'Ada' };

/** Each kind with an item, what is changed in it, and how version 1 stored one. */
const examples: [SettingKind<object>, item: object, change: object, before: object][] = [
  [settingKinds.queue, { queueId: 'sales', name: 'Sales', prefix: 'SAL' }, { name: 'Sales EMEA' }, settingsBefore.queue],
  [settingKinds.policy, { reopenDays: 7 }, { reopenDays: 30 }, settingsBefore.policy],
  [settingKinds.blockedSender, { entry: '*@Spam.example', ...added }, { note: 'a flood' }, blockedBefore],
  [settingKinds.rule, backups, { order: 20 }, { ...backups, id: 'backups', kind: 'rule', schemaVersion: 1 }],
  [settingKinds.mailbox, sales, { enabled: false }, storedBefore.mailboxes.imap],
  [settingKinds.client, fabrikam, { domains: [] }, { ...fabrikam, id: 'fabrikam', kind: 'client', schemaVersion: 1 }],
  [settingKinds.technician, ada, { active: false }, { ...ada, id: 'ada', kind: 'technician', schemaVersion: 1 }],
  [settingKinds.template, worded, { text: 'b' }, { ...worded, id: 'ticket-created-all-en', kind: 'template', schemaVersion: 1 }],
  [settingKinds.signature, signed, { name: 'All' }, { ...signed, id: 'house', kind: 'signature', schemaVersion: 1 }],
  [settingKinds.clientDomain, northwind, { client: { id: 'northwind', name: 'Northwind Traders' } }, settingsBefore.clientDomain],
];

test('there is an example of each kind', () => {
  expect(examples.map(([{ kind }]) => kind)).toEqual(Object.values(settingKinds).map(({ kind }) => kind));
});

describe.each(examples.map((example) => [example[0].kind, ...example] as const))('settings of kind %s', (_, kind, item, change, before) => {
  const store = () => settingsStore(kind, containerOf(kind), now);
  const value = kind.schema.parse(item);
  const name = kind.nameOf(value);

  test('are added, listed, replaced and removed, each only by a caller who has seen the latest version', async () => {
    // there is one policy, and a new installation has it
    await store().remove(name, null);
    expect(await store().create(value, 'an admin')).toBe(true);
    expect(await store().create(value, 'somebody else')).toBe(false);
    const seen = await store().read(name);
    expect(seen).toMatchObject({ name, value, updatedBy: 'an admin', updatedAt: now().toISOString() });
    const { items, broken } = await store().list();
    expect(items).toContainEqual(seen);
    expect(broken).toEqual([]);

    const changed = kind.schema.parse({ ...value, ...change });
    expect(await store().replace(changed, 'another admin', seen?.etag ?? '')).toBe(true);
    expect(await store().replace(changed, 'somebody late', seen?.etag ?? '')).toBe(false);
    const latest = await store().read(name);
    expect(latest).toMatchObject({ value: changed, updatedBy: 'another admin' });
    expect(await store().remove(name, seen?.etag ?? '')).toBe(false);
    expect(await store().remove(name, latest?.etag ?? '')).toBe(true);
    expect(await store().read(name)).toBeNull();
  });

  test('are read as version 1 stored them, without author and date', () => {
    expect(kind.read({ _etag: '"1"', ...before })).toMatchObject({
      etag: '"1"',
      updatedBy: null,
      updatedAt: null,
      value: expect.anything(),
    });
  });
});

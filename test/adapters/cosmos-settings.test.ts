import type { Container } from '@azure/cosmos';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { queryAll } from '../../shared/adapters/cosmos/query.ts';
import { cachedSettings } from '../../shared/adapters/cosmos/settings.ts';
import { ticketStore } from '../../shared/adapters/cosmos/tickets.ts';
import { BrokenSettingError } from '../../shared/errors.ts';
import { aSeededCosmos } from '../support/a-seeded-cosmos.ts';

let cosmos: Awaited<ReturnType<typeof aSeededCosmos>>;
const container = (name: string): Container =>
  openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions: false }).container(name);
beforeAll(async () => {
  cosmos = await aSeededCosmos();
});
afterAll(() => cosmos?.end());

test('a setting that cannot be read is reported once, and asking for it throws; the others count', async () => {
  const settings = container('settings');
  const blocked = { addedBy: 'an admin', addedAt: '2026-11-02T09:00:00Z' };
  await settings.items.create({ id: 'odd', kind: 'queue', queueId: 'ODD QUEUE', name: 'Odd', prefix: 'ODD' });
  await settings.items.create({ id: 'odd', kind: 'blocked-sender', entry: 7 });
  await settings.items.create({ id: 'good', kind: 'blocked-sender', entry: 'spam.example', ...blocked });
  await settings.items.create({ id: 'undated', kind: 'blocked-sender', entry: 'scam.example', ...blocked, addedAt: 'in May' });
  await container('contacts').items.create({ id: 'domain', key: 'domain:odd.example', type: 'client-domain', domain: 'odd.example' });
  await container('mailboxes').items.create({
    id: 'mailbox',
    type: 'mailbox',
    mailboxId: 'odd',
    kind: 'imap',
    address: 'Odd@contoso.example',
    aliases: ['also-odd@contoso.example', 7],
  });
  await settings.items.upsert({ id: 'policy', kind: 'policy', reopenDays: 'many', technicians: ['tech@contoso.example'] });

  let now = 0;
  const told: string[] = [];
  const containers = { settings, mailboxes: container('mailboxes'), contacts: container('contacts') };
  const read = cachedSettings(
    containers,
    () => now,
    (problem) => told.push(problem),
  );
  const deployment = await read();
  expect(deployment.queues.get('support')).toMatchObject({ prefix: 'SUP' });
  expect(() => deployment.queues.get('odd')).toThrow('The setting queue "odd" can\'t be read (queueId: must be 1 to 40');
  expect(() => deployment.policy()).toThrow('The setting policy "policy" can\'t be read (reopenDays: ');
  expect(deployment.clients.get('domain:fabrikam.example')).toMatchObject({ client: { name: 'Fabrikam' } });
  expect(() => deployment.clients.get('domain:odd.example')).toThrow(BrokenSettingError);
  expect(() => deployment.mailboxes.get('odd')).toThrow(BrokenSettingError);
  expect(deployment.queues.get('nowhere')).toBeNull();
  // what is left of them still protects: our addresses, clients' domains, senders to be blocked
  expect([...deployment.ownAddresses]).toEqual(expect.arrayContaining(['odd@contoso.example', 'also-odd@contoso.example']));
  expect(deployment.clientDomains.toSorted()).toEqual(['fabrikam.example', 'odd.example']);
  expect(deployment.blockedSenders.toSorted()).toEqual(['scam.example', 'spam.example']);
  const kinds = ['blocked-sender', 'blocked-sender', 'client-domain', 'mailbox', 'policy', 'queue'];
  expect(deployment.broken.map(({ kind }) => kind).toSorted()).toEqual(kinds);
  expect(told.map((problem) => /^The setting (\S+) /.exec(problem)?.[1]).toSorted()).toEqual(kinds);
  now = 60_000;
  await read();
  expect(told).toHaveLength(6);
  await settings.items.upsert({ id: 'policy', kind: 'policy', reopenDays: 'few' });
  await settings.item('odd', 'queue').replace({ id: 'odd', kind: 'queue', queueId: 'odd', name: '', prefix: 'ODD' });
  now = 120_000;
  await read();
  expect(told.slice(6)).toEqual([expect.stringContaining('(name: ')]);
});

test('a change is seen after half a minute, and at once by the process that made it', async () => {
  let now = 0;
  const containers = { settings: container('settings'), mailboxes: container('mailboxes'), contacts: container('contacts') };
  const [own, other] = [1, 2].map(() =>
    cachedSettings(
      containers,
      () => now,
      () => {},
    ),
  );
  if (!own || !other) throw new Error('there are two');
  const nameIn = async (read: typeof own) => (await read()).queues.get('helpdesk')?.name;
  expect([await nameIn(own), await nameIn(other)]).toEqual(['Helpdesk', 'Helpdesk']);
  await container('settings')
    .item('helpdesk', 'queue')
    .patch([{ op: 'set', path: '/name', value: 'First level' }]);
  own.forget();
  expect([await nameIn(own), await nameIn(other)]).toEqual(['First level', 'Helpdesk']);
  now = 30_001;
  expect(await nameIn(other)).toBe('First level');
  // a clock that was an hour ahead, and is set back
  const patch = (value: string) =>
    container('settings')
      .item('helpdesk', 'queue')
      .patch([{ op: 'set', path: '/name', value }]);
  now = 3_600_000;
  await nameIn(other);
  await patch('Helpdesk');
  now = 60_000;
  expect(await nameIn(other)).toBe('Helpdesk');
});

test('all rows of a query come, whatever the number of pages', async () => {
  const contacts = container('contacts');
  const rows = Array.from({ length: 230 }, (_, index) => ({ id: `n${index}`, key: 'many', type: 'many' }));
  for (let at = 0; at < rows.length; at += 50)
    await contacts.items.batch(
      rows.slice(at, at + 50).map((resourceBody) => ({ operationType: 'Create' as const, resourceBody })),
      'many',
    );
  expect(await queryAll(contacts, "SELECT * FROM c WHERE c.type = 'many'", [])).toHaveLength(230);
});

test('a Message-ID that a device uses for every mail does not hide the ticket that another one names', async () => {
  const tickets = container('tickets');
  const message = (index: number, hash: string) =>
    tickets.items.create({
      id: `m${index}`,
      type: 'message',
      ticketId: `t${index}`,
      messageIdHash: hash,
      at: new Date(index * 1000).toISOString(),
    });
  for (let index = 100; index > 0; index -= 1) await message(index, 'device');
  await message(200, 'parent');
  const found = await ticketStore(tickets, tickets).ticketIdsByMessageIds(['parent', 'device']);
  expect(found.slice(0, 3).map(({ ticketId }) => ticketId)).toEqual(['t200', 't1', 't2']);
  expect(found).toHaveLength(51);
});

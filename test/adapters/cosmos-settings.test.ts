import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Container } from '@azure/cosmos';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seed } from '../../local/cloud/seed.ts';
import { type Cosmos, startCosmos } from '../../local/cosmos/start-cosmos.ts';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { queryAll } from '../../shared/adapters/cosmos/query.ts';
import { cachedSettings } from '../../shared/adapters/cosmos/settings.ts';
import { ticketStore } from '../../shared/adapters/cosmos/tickets.ts';

let folder: string;
let cosmos: Cosmos;
const container = (name: string): Container =>
  openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions: false }).container(name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
  cosmos = await startCosmos({ file: join(folder, 'cosmos.sqlite') });
  await seed({
    cosmos: { ...cosmos, database: 'psa-email' },
    imap: { host: '127.0.0.1', port: 993, user: 'helpdesk@contoso.example', secretName: 'helpdesk' },
  });
});
afterAll(async () => {
  await cosmos?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a setting that can not be read is left out and told once; the others count', async () => {
  const settings = container('settings');
  await settings.items.create({ id: 'odd', kind: 'queue', queueId: 'ODD QUEUE', name: 'Odd', prefix: 'ODD' });
  await settings.items.create({ id: 'odd', kind: 'blocked-sender', entry: 7 });
  await settings.items.create({
    id: 'good',
    kind: 'blocked-sender',
    entry: 'spam.example',
    addedBy: 'an admin',
    addedAt: '2026-11-02T09:00:00Z',
  });
  await container('contacts').items.create({ id: 'domain', key: 'domain:odd.example', type: 'client-domain', domain: 'odd.example' });
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
  expect(deployment.queues.size).toBeGreaterThan(0);
  expect(deployment.blockedSenders).toEqual(['spam.example']);
  expect(deployment.clientDomains.has('fabrikam.example')).toBe(true);
  expect(deployment.policy).toMatchObject({ reopenDays: 14, technicians: ['tech@contoso.example'] });
  expect(told.toSorted()).toEqual(deployment.problems.toSorted());
  expect(told.map((problem) => /\((.+?)\)/.exec(problem)?.[1]).toSorted()).toEqual(['blocked-sender', 'client-domain', 'policy', 'queue']);
  now = 60_000;
  await read();
  expect(told).toHaveLength(4);
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

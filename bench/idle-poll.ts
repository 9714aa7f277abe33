import { setTimeout as sleep } from 'node:timers/promises';
import { QueueServiceClient } from '@azure/storage-queue';
import { queueWriter } from '../shared/adapters/storage/queues.ts';
import type { PollRef } from '../shared/domain/queue-items.ts';
import { type BenchCloud, startBenchCloud } from './bench-cloud.ts';
import { cpuMsOf } from './process-cost.ts';

/**
 * What one poll of an IMAP mailbox with nothing new costs: requests to Cosmos, Key Vault, Blob and
 * Queue, and CPU of the functions process.
 */
export type IdlePoll = { mailboxes: number; requests: number; cpuMs: number };

const patienceMs = 120_000;

/**
 * Connects `mailboxes` IMAP mailboxes and polls each twice. The second poll is measured, with
 * everything that is cached from the first.
 */
export async function benchIdlePoll(bench: BenchCloud, mailboxes = 100): Promise<IdlePoll> {
  const ids = Array.from({ length: mailboxes }, (_, index) => `idle-${index}`);
  await connect(bench, ids);
  await pollAll(bench, ids);
  const before = await bench.requests();
  const cpu = cpuMsOf(bench.pid());
  await pollAll(bench, ids);
  const cpuMs = (cpuMsOf(bench.pid()) - cpu) / mailboxes;
  const { requests } = await bench.requests();
  return { mailboxes, requests: Number(((requests - before.requests) / mailboxes).toFixed(1)), cpuMs: Number(cpuMs.toFixed(1)) };
}

/** Copies of the seeded IMAP mailbox. */
async function connect({ database }: BenchCloud, ids: string[]): Promise<void> {
  const { resource } = await database.container('mailboxes').item('mailbox', 'helpdesk').read();
  for (const id of ids) {
    await database.container('mailboxes').items.upsert({ ...resource, mailboxId: id, address: `${id}@contoso.example` });
  }
}

/** Queues a poll of each and waits until all have been read. */
async function pollAll({ cloud, database }: BenchCloud, ids: string[]): Promise<void> {
  const scheduledAt = new Date().toISOString();
  const service = QueueServiceClient.fromConnectionString(cloud.file.storage.connectionString);
  await queueWriter(service, 'poll-mailbox')(ids.map((mailboxId): PollRef => ({ mailboxId, scheduledAt, subscription: 'keep' })));
  const query = {
    query: "SELECT VALUE COUNT(1) FROM c WHERE c.type = 'health' AND STARTSWITH(c.mailboxId, 'idle-') AND c.lastPolledAt >= @at",
    parameters: [{ name: '@at', value: scheduledAt }],
  };
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(200)) {
    const { resources } = await database.container('mailboxes').items.query<number>(query).fetchAll();
    if ((resources[0] ?? 0) >= ids.length) return;
  }
  throw new Error(`Not all ${ids.length} mailboxes were polled within ${patienceMs / 1000} s`);
}

if (import.meta.main) {
  const bench = await startBenchCloud();
  console.log(JSON.stringify(await benchIdlePoll(bench).finally(() => bench.stop())));
}

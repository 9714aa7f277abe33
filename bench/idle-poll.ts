import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueueServiceClient } from '@azure/storage-queue';
import { makeCertificates } from '../local/cloud/certificates.ts';
import { startImapTap } from '../local/mail/start-imap-tap.ts';
import { queueWriter } from '../shared/adapters/storage/queues.ts';
import { mailboxIdFor } from '../shared/domain/ids.ts';
import { pollsOf } from '../shared/domain/queue-items.ts';
import { type BenchCloud, startBenchCloud } from './bench-cloud.ts';
import { cpuMsOf } from './process-cost.ts';

/**
 * What one poll of an IMAP mailbox with nothing new costs: requests to Cosmos, Key Vault, Blob and
 * Queue, commands to the IMAP server beside those of a login, and CPU of the functions process.
 */
export type IdlePoll = { mailboxes: number; requests: number; commands: Record<string, number>; cpuMs: number };

const patienceMs = 120_000;
const ofTheLogin = ['CAPABILITY', 'ID', 'AUTHENTICATE', 'LOGIN', 'NAMESPACE', 'LOGOUT'];

/**
 * Connects `mailboxes` IMAP mailboxes and polls each twice, as the timer has them polled. The
 * second poll is measured, with everything that is cached from the first.
 */
export async function benchIdlePoll(bench: BenchCloud, mailboxes = 100): Promise<IdlePoll> {
  const { caFile, imap } = bench.cloud.file;
  const tap = await startImapTap(await makeCertificates(dirname(caFile)), imap.tlsPort);
  try {
    const ids = Array.from({ length: mailboxes }, (_, index) => `idle-${index}`);
    await connect(bench, ids, tap.port);
    await pollAll(bench, ids);
    const before = await bench.requests();
    const asked = tap.commands().length;
    const cpu = cpuMsOf(bench.pid());
    await pollAll(bench, ids);
    const cpuMs = (cpuMsOf(bench.pid()) - cpu) / mailboxes;
    const { requests } = await bench.requests();
    const commands = Object.groupBy(tap.commands().slice(asked), (command) => command);
    return {
      mailboxes,
      requests: Number(((requests - before.requests) / mailboxes).toFixed(2)),
      commands: Object.fromEntries(
        Object.entries(commands).flatMap(([name, { length } = []]) =>
          ofTheLogin.includes(name) ? [] : [[name, Number((length / mailboxes).toFixed(2))]],
        ),
      ),
      cpuMs: Number(cpuMs.toFixed(1)),
    };
  } finally {
    await tap.stop();
  }
}

/** Copies of the seeded IMAP mailbox. */
async function connect({ database }: BenchCloud, ids: string[], port: number): Promise<void> {
  const { resource } = await database.container('mailboxes').item('mailbox', mailboxIdFor('helpdesk@contoso.example')).read();
  for (const id of ids) {
    await database
      .container('mailboxes')
      .items.upsert({ ...resource, mailboxId: id, address: `${id}@contoso.example`, port, tls: 'implicit' });
  }
}

/** Queues the polls of all, and waits until they are done. */
async function pollAll({ cloud }: BenchCloud, ids: string[]): Promise<void> {
  const service = QueueServiceClient.fromConnectionString(cloud.file.storage.connectionString);
  await queueWriter(service, 'poll-mailbox')(pollsOf(ids, new Date()));
  const queue = service.getQueueClient('poll-mailbox');
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(200)) {
    // those at work count too
    if ((await queue.getProperties()).approximateMessagesCount === 0) return;
  }
  throw new Error(`Not all ${ids.length} mailboxes were polled within ${patienceMs / 1000} s`);
}

if (import.meta.main) {
  const bench = await startBenchCloud();
  console.log(JSON.stringify(await benchIdlePoll(bench).finally(() => bench.stop())));
}

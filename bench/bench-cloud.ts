import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CosmosClient } from '@azure/cosmos';
import { z } from 'zod';
import { startCloud } from '../local/cloud/start-cloud.ts';
import { psaEmail } from '../tools/start/psa-email.ts';
import { parentOf } from './process-cost.ts';

const Counts = z.record(z.string(), z.object({ requests: z.number(), bytes: z.number() }));
/** Requests of the functions process, all services together, and the bytes of their bodies. */
export type RequestCount = { requests: number; bytes: number };

export type BenchCloud = Awaited<ReturnType<typeof startBenchCloud>>;

/**
 * Starts a separate embedded cloud in a temporary folder, whose functions process counts its
 * requests. Its timer doesn't poll meanwhile. `more`: app settings for this run.
 */
export async function startBenchCloud(more: Record<string, string> = {}) {
  const state = mkdtempSync(join(tmpdir(), 'psa-bench-'));
  const countsFile = join(state, 'requests.json');
  const preload = pathToFileURL(join(import.meta.dirname, 'count-requests.ts')).href;
  const settings = {
    NODE_OPTIONS: `--import ${preload} --disable-warning=ExperimentalWarning`,
    REQUEST_COUNTS: countsFile,
    POLL_SCHEDULE: '0 0 3 1 1 *',
    ...more,
  };
  const cloud = await startCloud({ app: psaEmail, state, port: 0, smtpPort: 0, settings });
  const { endpoint, key, database } = cloud.file.cosmos;
  const opened = new CosmosClient({ endpoint, key, connectionPolicy: { enableEndpointDiscovery: false } }).database(database);
  const tickets = opened.container('tickets');
  // every sender is new here and would become a contact, which costs one more request for each
  // sender, but only once
  await opened.container('settings').items.upsert({ id: 'policy', kind: 'policy', createContacts: 'never' });
  return {
    cloud,
    database: opened,
    tickets,
    pid: () => cloud.host.workerPid(),
    /**
     * The ids of all processes that work on a mail. The simulators (SMTP, Graph, Entra, Key Vault,
     * ACS) are in this process.
     */
    processes: () => ({
      functions: cloud.host.workerPid(),
      functionsHost: parentOf(cloud.host.workerPid()),
      storage: cloud.azurite.pid,
      simulators: process.pid,
      ...(cloud.cosmos.standIn ? { cosmos: cloud.cosmos.standIn.pid } : {}),
    }),
    /** The requests of the functions process so far (written once a second). */
    async requests(): Promise<RequestCount> {
      await new Promise((done) => setTimeout(done, 1500));
      const counts = Object.values(Counts.parse(JSON.parse(readFileSync(countsFile, 'utf8'))));
      return { requests: counts.reduce((sum, one) => sum + one.requests, 0), bytes: counts.reduce((sum, one) => sum + one.bytes, 0) };
    },
    async stop() {
      await cloud.stop();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import { BlobServiceClient } from '@azure/storage-blob';
import { type Cosmos, startCosmos } from '../../local/cosmos/start-cosmos.ts';
import { type Azurite, startAzurite } from './azurite.ts';

/**
 * Stand-ins that are lent to one test file after the other: to start one takes longer than most
 * files need it for. What is given back is emptied. They end with their process.
 */
const idle: { cosmos: Cosmos[]; azurite: Azurite[] } = { cosmos: [], azurite: [] };

/** A Cosmos stand-in without databases; `giveBack` ends its use. */
export async function lentCosmos(): Promise<Cosmos & { giveBack(): Promise<void> }> {
  const cosmos = idle.cosmos.pop() ?? (await newCosmos());
  return {
    ...cosmos,
    async giveBack() {
      await cosmos.faults();
      await cosmos.resetStats();
      const client = new CosmosClient({ endpoint: cosmos.endpoint, key: cosmos.key, connectionPolicy: { enableEndpointDiscovery: false } });
      const { resources } = await client.databases.readAll().fetchAll();
      for (const { id } of resources) await client.database(id).delete();
      idle.cosmos.push(cosmos);
    },
  };
}

async function newCosmos(): Promise<Cosmos> {
  const folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return startCosmos({ file: join(folder, 'cosmos.sqlite') });
}

/** Blob storage without containers; `giveBack` ends its use. */
export async function lentAzurite(): Promise<Azurite & { giveBack(): Promise<void> }> {
  const azurite = idle.azurite.pop() ?? (await startAzurite());
  return {
    ...azurite,
    async giveBack() {
      const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
      for await (const { name } of service.listContainers()) await service.deleteContainer(name);
      idle.azurite.push(azurite);
    },
  };
}

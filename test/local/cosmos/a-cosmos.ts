import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContainerRequest, CosmosClient } from '@azure/cosmos';
import { type Cosmos, startCosmos } from '../../../local/cosmos/start-cosmos.ts';

export type TestCosmos = Awaited<ReturnType<typeof aCosmos>>;

/**
 * A Cosmos stand-in on a file of its own, seen through the official SDK without its retries;
 * `container` makes one in the database `db`.
 */
export async function aCosmos() {
  const folder = await mkdtemp(join(tmpdir(), 'psa-cosmos-'));
  const file = join(folder, 'cosmos.sqlite');
  const cosmos = await startCosmos({ file });
  return {
    cosmos,
    file,
    client: clientOf(cosmos),
    container: (definition: ContainerRequest) => containerOn(cosmos, definition),
    async close() {
      await cosmos.stop();
      await rm(folder, { recursive: true });
    },
  };
}

export function clientOf({ endpoint, key }: Pick<Cosmos, 'endpoint' | 'key'>): CosmosClient {
  const retryOptions = { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 0 };
  return new CosmosClient({ endpoint, key, connectionPolicy: { enableEndpointDiscovery: false, retryOptions } });
}

/** A container whose `items` and `item` can be taken out of it. */
export async function containerOn(cosmos: Pick<Cosmos, 'endpoint' | 'key'>, definition: ContainerRequest) {
  const { database } = await clientOf(cosmos).databases.createIfNotExists({ id: 'db' });
  const { container } = await database.containers.createIfNotExists(definition);
  return Object.assign(container, { item: container.item.bind(container) });
}

/** The status of an SDK call, whether it returned or threw. */
export async function statusOf(call: Promise<{ statusCode?: number; code?: number | string }>): Promise<number | string | undefined> {
  return call.then(
    ({ statusCode, code }) => statusCode ?? code,
    (error: { code?: number | string }) => error.code,
  );
}

import { CosmosClient } from '@azure/cosmos';
import type { PreparedParts } from '../../local/cloud/cloud-app.ts';
import { containers } from '../../shared/adapters/cosmos/containers.ts';

/** Makes the database and its containers, as the Bicep template does in Azure. */
export async function makeDatabase({ endpoint, key, database: id }: PreparedParts['cosmos']): Promise<void> {
  const client = new CosmosClient({ endpoint, key, connectionPolicy: { enableEndpointDiscovery: false } });
  const { database } = await client.databases.createIfNotExists({ id });
  for (const container of containers) await database.containers.createIfNotExists(container);
}

import { join } from 'node:path';
import { type Cosmos, startCosmos } from '../cosmos/start-cosmos.ts';
import { CloudError } from './cloud-error.ts';
import { preferPort } from './find-port.ts';
import type { Started } from './remember-started.ts';

export interface UsedCosmos {
  endpoint: string;
  key: string;
  database: string;
  /** The stand-in, when that is what is used. */
  standIn?: Cosmos;
}

export interface CosmosOptions {
  state: string;
  environment: NodeJS.ProcessEnv;
  /** Port 8081, if it is free. */
  usualPorts: boolean;
  onPid(pid: number): Promise<void>;
  /** The stand-in ended by itself. */
  died(error: CloudError): void;
}

/**
 * The database of this run: the account or emulator that the environment names (COSMOS_ENDPOINT and COSMOS_KEY, COSMOS_DATABASE), else the
 * stand-in with its data in the state folder.
 */
export async function startCosmosOrUse(options: CosmosOptions, started: Started): Promise<UsedCosmos> {
  const { state, environment, usualPorts, onPid, died } = options;
  const { COSMOS_ENDPOINT, COSMOS_KEY, COSMOS_DATABASE } = environment;
  const database = COSMOS_DATABASE || 'psa-email';
  if (COSMOS_ENDPOINT) {
    if (!COSMOS_KEY)
      throw new CloudError('COSMOS_ENDPOINT is set, so COSMOS_KEY must be, too: the account key. Or unset both to use the stand-in.');
    return { endpoint: COSMOS_ENDPOINT, key: COSMOS_KEY, database };
  }
  const standIn = await startCosmos({ file: join(state, 'cosmos', 'cosmos.sqlite'), port: await preferPort(8081, usualPorts) });
  let stopping = false;
  started.add('Cosmos DB', () => {
    stopping = true;
    return standIn.stop();
  });
  void standIn.exited.then(() => stopping || died(new CloudError('The Cosmos DB stand-in ended.')));
  await onPid(standIn.pid);
  return { endpoint: standIn.endpoint, key: standIn.key, database, standIn };
}

import { join } from 'node:path';
import { type Cosmos, startCosmos } from '../cosmos/start-cosmos.ts';
import { CloudError } from './cloud-error.ts';
import type { CosmosAccount } from './read-cosmos-account.ts';
import type { Ports } from './remember-ports.ts';
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
  /** COSMOS_DATABASE may name the database. */
  environment: NodeJS.ProcessEnv;
  /** To be used instead of the stand-in. */
  account: CosmosAccount | undefined;
  ports: Ports;
  onPid(pid: number): void | Promise<void>;
  /** The stand-in ended by itself. */
  died(error: CloudError): void;
}

/**
 * The database of this run: the account that is given, else the stand-in with its data in the state
 * folder.
 */
export async function startCosmosOrUse(options: CosmosOptions, started: Started): Promise<UsedCosmos> {
  const { state, environment, account, ports, onPid, died } = options;
  const database = environment.COSMOS_DATABASE || 'psa-email';
  if (account) return { ...account, database };
  const standIn = await startCosmos({ file: join(state, 'cosmos', 'cosmos.sqlite'), port: await ports.choose('cosmos', 8081) });
  let stopping = false;
  started.add('Cosmos DB', () => {
    stopping = true;
    return standIn.stop();
  });
  void standIn.exited.then(() => stopping || died(new CloudError('The Cosmos DB stand-in ended.')));
  await onPid(standIn.pid);
  return { endpoint: standIn.endpoint, key: standIn.key, database, standIn };
}

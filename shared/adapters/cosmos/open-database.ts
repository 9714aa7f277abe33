import type { TokenCredential } from '@azure/core-auth';
import { CosmosClient, type Database } from '@azure/cosmos';

/**
 * Opens the database. The SDK waits out throttling itself (429 with Retry-After) within bounds that stay below a queue message's lease.
 */
export function openDatabase(
  endpoint: string,
  database: string,
  credential: { key: string } | { aadCredentials: TokenCredential },
): Database {
  const client = new CosmosClient({
    endpoint,
    ...credential,
    connectionPolicy: {
      requestTimeout: 20_000,
      enableEndpointDiscovery: !isLoopback(endpoint),
      retryOptions: { maxRetryAttemptCount: 9, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 30 },
    },
  });
  return client.database(database);
}

/** A stand-in or an emulator has one endpoint, and may name another one than the one it is reached at. */
const isLoopback = (endpoint: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(endpoint).hostname);

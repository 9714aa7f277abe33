import type { TokenCredential } from '@azure/core-auth';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { CosmosClient, type Database } from '@azure/cosmos';
import { leanHttpClient } from '../http/lean-http-client.ts';
import { isPlanRequest, keepQueryPlans } from './kept-query-plans.ts';

export type CosmosCredential = { key: string } | { aadCredentials: TokenCredential };

/**
 * Opens the database. The SDK waits out throttling itself (429 with Retry-After) within bounds that
 * stay below a queue message's lease.
 *
 * `withinPartitions`: only queries within one partition will be made. The SDK asks for a query plan
 * with each query, needed or not. Within a partition it is not needed; across partitions it is kept
 * for the next time.
 */
export function openDatabase(
  endpoint: string,
  database: string,
  credential: CosmosCredential,
  { withinPartitions }: { withinPartitions: boolean },
): Database {
  const client = new CosmosClient({
    endpoint,
    ...credential,
    httpClient: withinPartitions ? withoutQueryPlans(leanHttpClient()) : keepQueryPlans(leanHttpClient()),
    connectionPolicy: {
      requestTimeout: 20_000,
      enableEndpointDiscovery: !isLoopback(endpoint),
      retryOptions: { maxRetryAttemptCount: 9, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 30 },
    },
  });
  return client.database(database);
}

/**
 * Answers requests for a query plan itself, with an error that the SDK only looks at when it needs
 * the plan.
 */
const withoutQueryPlans = (client: HttpClient): HttpClient => ({
  async sendRequest(request) {
    if (!request.headers.has(isPlanRequest)) return client.sendRequest(request);
    const body = JSON.stringify({ code: 'BadRequest', message: 'This client only queries within partitions.' });
    return { request, status: 400, headers: createHttpHeaders({ 'content-type': 'application/json' }), bodyAsText: body };
  },
});

/**
 * A stand-in or an emulator has one endpoint, and may name another one than the one it is reached
 * at.
 */
const isLoopback = (endpoint: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(endpoint).hostname);

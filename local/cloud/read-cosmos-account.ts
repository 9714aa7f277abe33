import { CloudError } from './cloud-error.ts';

export interface CosmosAccount {
  endpoint: string;
  key: string;
}

/**
 * The Cosmos DB account (or emulator) that the environment names by COSMOS_ENDPOINT and COSMOS_KEY,
 * undefined when it names none.
 *
 * @throws CloudError when one of the two is missing or the endpoint is no URL
 */
export function readCosmosAccount({ COSMOS_ENDPOINT, COSMOS_KEY }: NodeJS.ProcessEnv): CosmosAccount | undefined {
  if (!COSMOS_ENDPOINT && !COSMOS_KEY) return undefined;
  const wayOut = 'Set both to use that account, or neither to use the stand-in.';
  if (!COSMOS_ENDPOINT) throw new CloudError(`COSMOS_KEY is set, but not COSMOS_ENDPOINT. ${wayOut}`);
  if (!COSMOS_KEY) throw new CloudError(`COSMOS_ENDPOINT is set, but not COSMOS_KEY. ${wayOut}`);
  if (!/^https?:$/.test(URL.parse(COSMOS_ENDPOINT)?.protocol ?? ''))
    throw new CloudError('COSMOS_ENDPOINT must be a URL such as https://NAME.documents.azure.com');
  return { endpoint: COSMOS_ENDPOINT, key: COSMOS_KEY };
}

import type { TokenCredential } from '@azure/core-auth';
import { dialer } from '../adapters/net/dialer.ts';
import { parseAllowedNetworks } from '../adapters/net/network.ts';
import { keptTokens } from '../adapters/oauth/kept-tokens.ts';
import type { Settings } from '../config.ts';
import { cloudOf } from '../domain/authorisation/clouds.ts';
import { once } from './once.ts';

export type Clients = ReturnType<typeof clients>;

/**
 * The clients of the outside systems, each made at its first use; its SDK is loaded only then,
 * since every function that starts pays for what it loads (a webhook has 3 seconds, loading
 * included).
 */
export function clients(settings: Settings) {
  const credential = once(async (): Promise<TokenCredential> => {
    const identity = await import('@azure/identity');
    // without the client id it is no deployment: a developer's own sign-in (az, azd) counts
    return settings.AZURE_CLIENT_ID
      ? new identity.ManagedIdentityCredential({ clientId: settings.AZURE_CLIENT_ID })
      : new identity.DefaultAzureCredential();
  });

  const tokens = keptTokens(Date.now);
  /** An access token of the managed identity. */
  const token = (scope: string): Promise<string> => tokens(scope, async () => (await credential()).getToken(scope));

  const openDatabase = async (withinPartitions: boolean) => {
    const cosmos = await import('../adapters/cosmos/open-database.ts');
    const key = settings.COSMOS_KEY;
    const login = key ? { key } : { aadCredentials: await credential() };
    return cosmos.openDatabase(settings.COSMOS_ENDPOINT, settings.COSMOS_DATABASE, login, { withinPartitions });
  };

  const queues = once(async () => {
    const { QueueServiceClient } = await import('@azure/storage-queue');
    const connection = settings.AzureWebJobsStorage;
    return connection
      ? QueueServiceClient.fromConnectionString(connection)
      : new QueueServiceClient(settings.QUEUE_ENDPOINT ?? '', await credential());
  });

  const graphToken = () => token(`${cloudOf(settings.GRAPH_URL).graph}/.default`);
  /** Microsoft Graph by any token; `fresh`: the one that was given did not serve. */
  const graphBy = async (tokenOf: (fresh: boolean) => Promise<string>) => {
    const { connectGraph } = await import('../adapters/graph/graph-api.ts');
    return connectGraph({ url: settings.GRAPH_URL, token: tokenOf });
  };

  return {
    token,
    /** Makes the connections to hosts that admins type. */
    dialer: dialer(parseAllowedNetworks(settings.ALLOWED_PRIVATE_NETWORKS)),
    /** For queries across partitions. */
    database: once(() => openDatabase(false)),
    /** For point operations, batches, and queries within a partition: one request each. */
    partitions: once(() => openDatabase(true)),

    blobs: once(async () => {
      const [{ BlobServiceClient }, { blobStore }] = await Promise.all([
        import('@azure/storage-blob'),
        import('../adapters/storage/blobs.ts'),
      ]);
      const connection = settings.AzureWebJobsStorage;
      return blobStore(
        connection
          ? BlobServiceClient.fromConnectionString(connection)
          : new BlobServiceClient(settings.BLOB_ENDPOINT ?? '', await credential()),
      );
    }),

    queue: async (name: string) => {
      const { queueWriter } = await import('../adapters/storage/queues.ts');
      return queueWriter(await queues(), name);
    },
    queueDepths: async () => {
      const { queueDepths } = await import('../adapters/storage/queues.ts');
      return queueDepths(await queues());
    },

    secrets: once(async () => {
      const { SecretClient } = await import('@azure/keyvault-secrets');
      // the SDK refuses a vault that answers with the public resource under another name, as a
      // stand-in on loopback does
      const disableChallengeResourceVerification = new URL(settings.KEY_VAULT_URL).hostname === 'localhost';
      return new SecretClient(settings.KEY_VAULT_URL, await credential(), { disableChallengeResourceVerification });
    }),

    /** As the app itself. */
    graph: once(() => graphBy(graphToken)),
    graphBy,
    /** The token of the app itself for Graph. */
    graphToken,

    acs: once(async () => {
      const { acsSender } = await import('../adapters/acs/acs-sender.ts');
      return acsSender(settings.ACS_ENDPOINT, await credential());
    }),
  };
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MAIL_APP_ID, SUPPORT } from './local-tenant.ts';

/** Where the parts of the embedded cloud are reached. */
export interface Addresses {
  /** The app's own. */
  app: string;
  /** Where a ticket is looked at; {number} is replaced. */
  ticketUrl: string;
  storage: { connectionString: string };
  cosmos: { endpoint: string; key: string; database: string };
  keyVault: string;
  acs: string;
  graph: string;
  entra: string;
  /** IDENTITY_ENDPOINT and IDENTITY_HEADER: where the app's managed identity gets its tokens. */
  identityEnvironment: Record<string, string>;
  /** The managed identity's. */
  clientId: string;
  caFile: string;
}

const SettingsFile = z.object({ Values: z.record(z.string(), z.string()).default({}) });

/**
 * The app settings of the functions process: those of local.settings.sample.json, over them the
 * developer's own local.settings.json, over them where the embedded cloud is. Everything that
 * differs from the deployed app is here.
 */
export function toAppSettings(root: string, addresses: Addresses): Record<string, string> {
  return {
    ...readValues(join(root, 'local.settings.sample.json')),
    // mail should show within seconds here; each look costs a connection, which in Azure would be
    // someone else's
    POLL_SCHEDULE: '*/3 * * * * *',
    POLL_MIN_SECONDS: '3',
    POLL_MAX_SECONDS: '3',
    ...readValues(join(root, 'local.settings.json')),
    AzureWebJobsStorage: addresses.storage.connectionString,
    BLOB_ENDPOINT: '',
    QUEUE_ENDPOINT: '',
    COSMOS_ENDPOINT: addresses.cosmos.endpoint,
    COSMOS_KEY: addresses.cosmos.key,
    COSMOS_DATABASE: addresses.cosmos.database,
    KEY_VAULT_URL: addresses.keyVault,
    ACS_ENDPOINT: addresses.acs,
    ACS_SENDER: SUPPORT,
    // nobody shares this one
    ACS_MAILS_PER_MINUTE: '6000',
    ACS_MAILS_PER_HOUR: '100000',
    GRAPH_URL: addresses.graph,
    OAUTH_AUTHORITY: addresses.entra,
    OAUTH_CLIENT_ID: MAIL_APP_ID,
    PUBLIC_URL: addresses.app,
    TICKET_URL: addresses.ticketUrl,
    // the servers of mail are on loopback here, on any free port
    ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8:*,::1/128:*',
    ALLOW_PLAIN_IMAP: 'true',
    AZURE_CLIENT_ID: addresses.clientId,
    ...addresses.identityEnvironment,
    NODE_EXTRA_CA_CERTS: addresses.caFile,
  };
}

function readValues(file: string): Record<string, string> {
  return existsSync(file) ? SettingsFile.parse(JSON.parse(readFileSync(file, 'utf8'))).Values : {};
}

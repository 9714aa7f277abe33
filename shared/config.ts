import { z } from 'zod';

const Url = z.url({ protocol: /^https?$/ });
/**
 * NCRONTAB (five fields, or six with seconds first), or a time span as .NET writes it: what the
 * timer of the Functions host takes.
 */
const schedule = /^(?:\S+\s+){4,5}\S+$|^(?:\d+\.)?\d{1,2}:\d{2}(?::\d{2})?$/;
const SecretName = z.string().regex(/^[0-9A-Za-z-]{1,127}$/, 'must be the name of a Key Vault secret: 1 to 127 letters, digits or hyphens');
/** In the portal an unset value is often an empty one. */
const optional = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, value: z.input<T>) =>
  z.preprocess((given) => (given === '' || given === undefined ? value : given), schema);

/**
 * The app settings, as they stand in local.settings.sample.json and in the Bicep template (a test
 * keeps the three the same). Where a key or a connection string is left out, the app's managed
 * identity is used.
 */
export const Settings = z.object({
  /**
   * Connection string of the storage account; in Azure the host uses
   * AzureWebJobsStorage__accountName and an identity instead.
   */
  AzureWebJobsStorage: optional(z.string().min(1)),
  BLOB_ENDPOINT: optional(Url).describe('Blob service URL; needed without AzureWebJobsStorage'),
  QUEUE_ENDPOINT: optional(Url).describe('Queue service URL; needed without AzureWebJobsStorage'),
  COSMOS_ENDPOINT: Url.describe('Cosmos DB account URL'),
  COSMOS_KEY: optional(z.string().min(1)).describe('Account key; without it the managed identity is used'),
  COSMOS_DATABASE: withDefault(z.string().min(1).max(255), 'psa-email'),
  KEY_VAULT_URL: Url.describe('Key Vault URL'),
  ACS_ENDPOINT: Url.describe('Communication Services URL'),
  ACS_SENDER: z.email().describe('The address that confirmations are sent from, a MailFrom address of the e-mail domain'),
  // what a custom domain begins with; Microsoft raises it on request
  ACS_MAILS_PER_MINUTE: withDefault(z.coerce.number().int().min(1).max(100_000), 30).describe(
    'So many mails a minute Communication Services takes from the subscription',
  ),
  ACS_MAILS_PER_HOUR: withDefault(z.coerce.number().int().min(1).max(1_000_000), 100).describe('And so many an hour'),
  GRAPH_URL: withDefault(Url, 'https://graph.microsoft.com').describe('Microsoft Graph'),
  PUBLIC_URL: Url.describe("The app's own URL, where Graph sends its notifications"),
  TICKET_URL: z
    .string()
    .max(500)
    .regex(/^https?:\/\/.+\{number\}/, 'must be a URL with {number} in it, such as https://psa.contoso.example/tickets/{number}')
    .describe('Where a ticket is looked at; {number} is replaced'),
  MAX_MAIL_BYTES: withDefault(z.coerce.number().int().min(100_000).max(150_000_000), 52_428_800).describe(
    'Larger mails are recorded and reported, not read',
  ),
  POLL_SCHEDULE: withDefault(
    z.string().trim().regex(schedule, 'must be an NCRONTAB expression such as */30 * * * * *'),
    '*/30 * * * * *',
  ).describe('When it is looked which mailboxes are to be polled (NCRONTAB, UTC)'),
  POLL_MIN_SECONDS: withDefault(z.coerce.number().int().min(1).max(3600), 60).describe(
    'A mailbox is polled as often as this while mails come, and while Microsoft 365 does not announce its mails',
  ),
  // a mailbox that is not read for three hours counts as late
  POLL_MAX_SECONDS: withDefault(z.coerce.number().int().min(1).max(3600), 900).describe(
    'A mailbox is polled as rarely as this after a long silence; an hour at most',
  ),
  ALLOWED_PRIVATE_NETWORKS: withDefault(z.string().max(2000), '').describe(
    'Private networks whose mail servers may be connected to, in CIDR notation with commas between them; :* behind one opens all its ports',
  ),
  ALLOW_PLAIN_IMAP: withDefault(
    z.enum(['true', 'false']).transform((value) => value === 'true'),
    'false',
  ).describe('Whether IMAP mailboxes may be read without TLS; for the embedded cloud alone'),
  NAME_SERVERS: withDefault(
    z
      .string()
      .max(500)
      .transform((list) => list.split(',').flatMap((server) => server.trim() || []))
      .pipe(z.array(z.string().regex(/^(?:[\d.]+|[\da-f:]+|\[[\da-f:]+\]:\d+|[\d.]+:\d+)$/i, 'must be addresses such as 10.0.0.4'))),
    '',
  ).describe(
    "Name servers that are asked how an address's mail is read, and for the records of the sender, with commas between them; without it those of the system",
  ),
  HEALTH_FAILING_MINUTES: withDefault(z.coerce.number().int().min(1).max(10_080), 60).describe(
    'GET /api/health answers 503 once a mailbox could not be read for so long',
  ),
  OAUTH_CLIENT_ID: optional(z.uuid()).describe(
    'The app registration that people consent to for their mailboxes at Microsoft; without it none can be authorised',
  ),
  OAUTH_SECRET_NAME: optional(SecretName).describe(
    'The Key Vault secret with its client secret; without it, and without a certificate, the managed identity vouches for it',
  ),
  OAUTH_CERTIFICATE_NAME: optional(SecretName).describe('The Key Vault secret with its certificate and key (PEM)'),
  OAUTH_AUTHORITY: optional(Url).describe('Where people sign in; by default that of the cloud that GRAPH_URL belongs to'),
  GOOGLE_CLIENT_ID: optional(z.string().min(1).max(300)).describe('The OAuth client that people consent to for their mailboxes at Google'),
  GOOGLE_SECRET_NAME: optional(SecretName).describe('The Key Vault secret with its client secret'),
  GOOGLE_AUTHORITY: withDefault(Url, 'https://accounts.google.com').describe('Where people sign in at Google'),
  AZURE_CLIENT_ID: optional(z.string().min(1)).describe("The user-assigned managed identity's client id"),
  /** Set by App Service when its authentication is on: without it the API refuses everyone. */
  WEBSITE_AUTH_ENABLED: withDefault(
    z.string().transform((value) => value.toLowerCase() === 'true'),
    'false',
  ),
});
export type Settings = z.infer<typeof Settings>;

/**
 * Parses the environment once.
 *
 * @throws Error that names every wrong setting and what it must be; never a value, which may be a
 * secret.
 */
export function parseSettings(environment: Record<string, string | undefined>): Settings {
  const parsed = Settings.safeParse(environment);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`App settings are wrong (see "Settings" in README.md): ${wrong.join('; ')}`);
  }
  const settings = parsed.data;
  if (!settings.AzureWebJobsStorage && !(settings.BLOB_ENDPOINT && settings.QUEUE_ENDPOINT)) {
    throw new Error(
      'App settings are wrong (see "Settings" in README.md): set BLOB_ENDPOINT and QUEUE_ENDPOINT, or AzureWebJobsStorage to a connection string',
    );
  }
  return settings;
}

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './start-child.ts';

/** What runs it. */
export const azuriteScript = fileURLToPath(import.meta.resolve('azurite/dist/src/azurite.js'));
/** Azurite's well-known account; it is public and the same on every machine. */
const ACCOUNT = 'devstoreaccount1';
const ACCOUNT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface AzuriteOptions {
  /** Where blobs and queues are kept. */
  folder: string;
  logFile: string;
  blobPort: number;
  queuePort: number;
  onPid(pid: number): void | Promise<void>;
}

export interface AzuriteAddresses {
  /** With the account name, as BlobServiceClient and QueueServiceClient want it. */
  blobUrl: string;
  queueUrl: string;
  /** For the clients' fromConnectionString and the setting AzureWebJobsStorage. */
  connectionString: string;
}

export interface Azurite extends Child<unknown>, AzuriteAddresses {}

/**
 * Microsoft's storage emulator as a child process, its data on disk. Ends within seconds when
 * asked, with everything written.
 */
export async function startAzurite(options: AzuriteOptions): Promise<Azurite> {
  mkdirSync(options.folder, { recursive: true });
  const child = await startChild({
    name: 'Azurite',
    script: azuriteScript,
    // the table service can't be left out, so it gets any port
    args: ['--blobPort', options.blobPort, '--queuePort', options.queuePort, '--tablePort', 0, '--location', options.folder]
      .map(String)
      .concat('--silent', '--skipApiVersionCheck', '--disableTelemetry'),
    cwd: options.folder,
    logFile: options.logFile,
    readReady: readAzuriteAddresses,
    onPid: options.onPid,
    graceMs: 10_000,
  });
  return { ...child, ...child.ready };
}

/** Where Azurite listens, once what it has printed says so. */
export function readAzuriteAddresses(said: string): AzuriteAddresses | undefined {
  const [blob, queue] = ['Blob', 'Queue'].map(
    (service) => new RegExp(`Azurite ${service} service is successfully listening at (http://\\S+)\\s`).exec(said)?.[1],
  );
  if (!blob || !queue) return undefined;
  const [blobUrl, queueUrl] = [`${blob}/${ACCOUNT}`, `${queue}/${ACCOUNT}`];
  const account = `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY}`;
  return { blobUrl, queueUrl, connectionString: `${account};BlobEndpoint=${blobUrl};QueueEndpoint=${queueUrl}` };
}

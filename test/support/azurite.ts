import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';

/** Azurite's well-known account; it is public and the same on every machine. */
const ACCOUNT = 'devstoreaccount1';
const ACCOUNT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const START_LIMIT_MS = 30_000;

export interface Azurite {
  /**
   * with the account name, as BlobServiceClient wants it: http://127.0.0.1:PORT/devstoreaccount1
   */
  blobUrl: string;
  queueUrl: string;
  /**
   * for BlobServiceClient.fromConnectionString, QueueServiceClient.fromConnectionString and the
   * setting AzureWebJobsStorage
   */
  connectionString: string;
  stop(): Promise<void>;
}

/**
 * Starts Azurite (blob and queue storage) as a child process with everything in memory, on free
 * ports of 127.0.0.1. Resolves when both services listen; rejects with Azurite's own words when it
 * ends before, or after 30 s.
 */
export async function startAzurite(): Promise<Azurite> {
  const main = createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js');
  const options = ['--silent', '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry'];
  const ports = ['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'];
  const child = spawn(process.execPath, [main, ...options, ...ports], { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const exited = once(child, 'exit');

  const stop = async () => {
    process.off('exit', killWithUs);
    // nothing is on disk that an orderly end would save
    child.kill('SIGKILL');
    await exited;
  };

  const listening = new Promise<{ blob: string; queue: string }>((resolve, reject) => {
    let said = '';
    const timer = setTimeout(
      () => reject(new Error(`Azurite did not listen within ${START_LIMIT_MS} ms. It said:\n${said}`)),
      START_LIMIT_MS,
    );
    const read = (chunk: Buffer) => {
      said += chunk;
      const blob = listeningAddress(said, 'Blob');
      const queue = listeningAddress(said, 'Queue');
      if (blob === undefined || queue === undefined) return;
      clearTimeout(timer);
      resolve({ blob, queue });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`Azurite ended with code ${code} before it listened. It said:\n${said}`));
    });
  });

  try {
    const { blob, queue } = await listening;
    const blobUrl = `${blob}/${ACCOUNT}`;
    const queueUrl = `${queue}/${ACCOUNT}`;
    const connectionString = [
      'DefaultEndpointsProtocol=http',
      `AccountName=${ACCOUNT}`,
      `AccountKey=${ACCOUNT_KEY}`,
      `BlobEndpoint=${blobUrl}`,
      `QueueEndpoint=${queueUrl}`,
    ].join(';');
    return { blobUrl, queueUrl, connectionString, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listeningAddress(output: string, service: string): string | undefined {
  return new RegExp(`Azurite ${service} service is successfully listening at (http://[\\d.]+:\\d+)`).exec(output)?.[1];
}

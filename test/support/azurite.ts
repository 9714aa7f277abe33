import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { type AzuriteAddresses, azuriteScript, readAzuriteAddresses } from '../../local/cloud/start-azurite.ts';

const START_LIMIT_MS = 30_000;

export interface Azurite extends AzuriteAddresses {
  stop(): Promise<void>;
}

/**
 * Starts Azurite (blob and queue storage) as a child process with everything in memory, on free
 * ports of 127.0.0.1. Resolves when both services listen; rejects with Azurite's own words when it
 * ends before, or after 30 s.
 */
export async function startAzurite(): Promise<Azurite> {
  const options = ['--silent', '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry'];
  const ports = ['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'];
  const child = spawn(process.execPath, [azuriteScript, ...options, ...ports], { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const exited = once(child, 'exit');

  const stop = async () => {
    process.off('exit', killWithUs);
    // nothing is on disk that an orderly end would save
    child.kill('SIGKILL');
    await exited;
  };

  const listening = new Promise<AzuriteAddresses>((resolve, reject) => {
    let said = '';
    const timer = setTimeout(
      () => reject(new Error(`Azurite did not listen within ${START_LIMIT_MS} ms. It said:\n${said}`)),
      START_LIMIT_MS,
    );
    const read = (chunk: Buffer) => {
      said += chunk;
      const addresses = readAzuriteAddresses(said);
      if (!addresses) return;
      clearTimeout(timer);
      resolve(addresses);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`Azurite ended with code ${code} before it listened. It said:\n${said}`));
    });
  });

  try {
    return { ...(await listening), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

import { join } from 'node:path';
import type { CloudError } from './cloud-error.ts';
import { releaseLeases } from './release-leases.ts';
import type { Started } from './remember-started.ts';
import { type Azurite, startAzurite } from './start-azurite.ts';

export interface StorageOptions {
  state: string;
  onPid(pid: number): void | Promise<void>;
  /** It ended by itself. */
  died(error: CloudError): void;
}

/** Blobs and queues: Azurite with its data in the state folder, its containers and queues made. */
export async function startStorage({ state, onPid, died }: StorageOptions, started: Started): Promise<Azurite> {
  const files = { folder: join(state, 'azurite'), logFile: join(state, 'logs', 'azurite.log') };
  releaseLeases(files.folder, Date.now());
  const azurite = await startAzurite({ ...files, blobPort: 0, queuePort: 0, onPid });
  started.add('Azurite', azurite.stop);
  void azurite.died.then(died);
  const { prepareStorage } = await import('./prepare-storage.ts');
  await prepareStorage(azurite.connectionString);
  return azurite;
}

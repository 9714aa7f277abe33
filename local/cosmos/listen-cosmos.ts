import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createCosmosServer } from './protocol/create-cosmos-server.ts';
import { sweepExpired } from './store/expiry.ts';
import { openStore } from './store/open-store.ts';

export type ListenOptions = {
  /** Path of the SQLite file that keeps everything; `:memory:` keeps nothing. */
  file: string;
  /** Port on 127.0.0.1; 0 for any free one. */
  port: number;
  /** The account key, in base64. */
  key: string;
};

const SWEEP_EVERY_MS = 1000;

/** How long a stop waits for requests under way. */
const PATIENCE_MS = 2000;

/**
 * Opens the file and listens. Throws an error that names the port or the file when another program
 * has it.
 */
export async function listenCosmos({ file, port, key }: ListenOptions): Promise<{ endpoint: string; close(): Promise<void> }> {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const store = openStore({ file });
  let endpoint = '';
  const server = createCosmosServer({ store, key, endpoint: () => endpoint });
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    store.close();
    const isBusy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isBusy
      ? new Error(`Port ${port} on 127.0.0.1 is taken: stop the program that has it, or choose another port for Cosmos.`, { cause: error })
      : error;
  }
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}/`;
  const sweep = setInterval(() => sweepExpired(store), SWEEP_EVERY_MS);
  const close = async () => {
    clearInterval(sweep);
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    const impatience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
    await closed;
    clearTimeout(impatience);
    store.close();
  };
  return { endpoint, close };
}

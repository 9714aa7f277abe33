import type { Server } from 'node:http';

export type Listening = { port: number; stop(): Promise<void> };

/** How long requests that are under way may take to finish when the server stops. */
const graceMs = 2_000;

/**
 * Listens on 127.0.0.1 (`port` 0: any free one). Rejects with the listen error. `stop` lets running
 * requests finish, 2 s at most.
 */
export async function listenOnLoopback(server: Server, port: number): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no TCP port.');
  return { port: address.port, stop: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

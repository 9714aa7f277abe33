import { createServer } from 'node:net';
import { CloudError } from './cloud-error.ts';

/**
 * The wanted port if it is free; 0 stays 0, any free port.
 *
 * @throws CloudError that says how to choose another one (`option` as on the command line, such as
 * --port)
 */
export async function needPort(port: number, what: string, option: string, variable: string): Promise<number> {
  const problem = port === 0 ? undefined : await whyNot(port);
  if (problem === undefined) return port;
  const reason = problem === 'EADDRINUSE' ? 'is taken by another program' : `can't be used (${problem})`;
  throw new CloudError(`Port ${port} for ${what} ${reason}.
Stop that program, or choose another port (0: any free one): npm start -- ${option} ${port + 1}, or ${variable}=${port + 1} npm start`);
}

export const isFree = async (port: number): Promise<boolean> => (await whyNot(port)) === undefined;

/** A port that is free now, for what must know its address before it listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}

/** The error code of listening there on loopback, or undefined if that works. */
function whyNot(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}

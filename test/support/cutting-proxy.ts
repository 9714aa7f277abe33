import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type CuttingProxy = {
  port: number;
  /**
   * How many bytes from the server each connection lets through before it is cut; Infinity (as at
   * the start) for none.
   */
  cutAfter: number;
  connections: number;
  stop(): Promise<void>;
};

/** A TCP proxy on 127.0.0.1 that cuts connections in the middle, as networks do. */
export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    proxy.connections += 1;
    let left = proxy.cutAfter;
    const target = connect(targetPort, '127.0.0.1');
    const end = () => {
      client.destroy();
      target.destroy();
    };
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    client.pipe(target);
    target.on('data', (bytes) => {
      left -= bytes.length;
      if (left < 0) end();
      else client.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  const proxy: CuttingProxy = {
    port: address.port,
    cutAfter: Number.POSITIVE_INFINITY,
    connections: 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:tls';

export interface ImapTap {
  /** TLS from the first byte, as the server behind it. */
  port: number;
  /** The commands of all connections so far, in their order: `LOGIN`, `STATUS`, `UID FETCH` … */
  commands(): string[];
  stop(): Promise<void>;
}

/**
 * Stands before an IMAP server (TLS from the first byte) on loopback and notes the name of each
 * command: what a client asks for is what its polls cost.
 */
export async function startImapTap({ key, cert }: { key: string; cert: string }, imapsPort: number): Promise<ImapTap> {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ key, cert }, (client) => {
    const target = connect({
      host: '127.0.0.1',
      port: imapsPort,
      ca: cert,
      checkServerIdentity: () => undefined,
      rejectUnauthorized: false,
    });
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
    let line = '';
    client.on('data', (bytes) => {
      const lines = (line + bytes.toString('latin1')).split('\r\n');
      line = lines.pop() ?? '';
      // a tag and a command; whatever else a line begins with belongs to the one before it
      for (const said of lines)
        commands.push(
          ...(/^\w+ ((?:UID )?[A-Z]+)/i
            .exec(said)
            ?.slice(1)
            .map((name) => name.toUpperCase()) ?? []),
        );
      target.write(bytes);
    });
    target.pipe(client);
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The tap has no port');
  return {
    port: address.port,
    commands: () => [...commands],
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

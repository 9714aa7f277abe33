import { once } from 'node:events';
import { createServer } from 'node:tls';

export type ScriptedImap = { port: number; commands: string[]; stop(): Promise<void> };

/** Lines of an answer; `tag` is replaced by the command's. Null: no answer at all. */
type Answer = (args: string) => string[] | null;

const usual: Record<string, Answer> = {
  CAPABILITY: () => ['* CAPABILITY IMAP4rev1 ID NAMESPACE', 'tag OK done'],
  ID: () => ['* ID NIL', 'tag OK done'],
  LOGIN: () => ['tag OK logged in'],
  NAMESPACE: () => ['* NAMESPACE (("" "/")) NIL NIL', 'tag OK done'],
  LIST: () => ['* LIST () "/" INBOX', 'tag OK done'],
  STATUS: () => ['* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7)', 'tag OK done'],
  SELECT: () => ['* 1 EXISTS', '* OK [UIDVALIDITY 7] ok', '* OK [UIDNEXT 2] ok', 'tag OK [READ-WRITE] done'],
  NOOP: () => ['tag OK done'],
  'UID SEARCH': () => ['* SEARCH 1', 'tag OK done'],
  LOGOUT: () => ['* BYE bye', 'tag OK done'],
};

/**
 * An IMAP server on loopback (TLS from the first byte) that says what a test wants it to: what is
 * seen of real ones in practice. Without a word for it, it has one mail with UID 1.
 */
export async function startScriptedImap(
  { key, cert }: { key: string; cert: string },
  script: Record<string, Answer>,
): Promise<ScriptedImap> {
  const commands: string[] = [];
  const server = createServer({ key, cert }, (socket) => {
    socket.on('error', () => {}).write('* OK ready\r\n');
    let rest = '';
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [, tag = '', command = '', args = ''] = /^(\w+) ((?:UID )?\w+) ?(.*)$/.exec(line) ?? [];
        commands.push(command);
        const answer = ({ ...usual, ...script }[command] ?? (() => ['tag BAD unknown']))(args);
        for (const said of answer ?? []) socket.write(`${said.replace(/^tag /, `${tag} `)}\r\n`);
      }
    });
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    commands,
    async stop() {
      server.close();
    },
  };
}

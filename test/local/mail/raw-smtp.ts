import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Speaks SMTP line by line, so that a test decides over every byte. */
export async function openSmtp(port: number): Promise<RawSmtp> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const next = replies(socket);
  const smtp: RawSmtp = {
    say: (line) => {
      socket.write(typeof line === 'string' ? `${line}\r\n` : line);
      return next();
    },
    write: (bytes) => socket.write(bytes),
    reply: next,
    close: () => socket.destroy(),
  };
  await next();
  await smtp.say('EHLO client.example');
  return smtp;
}

export interface RawSmtp {
  /** Sends a line (or bytes as they are) and resolves with the last line of the answer. */
  say(line: string | Buffer): Promise<string>;
  write(bytes: Buffer): void;
  reply(): Promise<string>;
  close(): void;
}

/**
 * The data of DATA as RFC 5321 4.5.2 wants it: a dot before each dot at the start of a line, and
 * the final dot.
 */
export const dotted = (raw: Buffer) =>
  Buffer.from(
    `${raw.toString('latin1').replace(/(^|\r\n)\./g, '$1..')}${raw.subarray(-2).toString() === '\r\n' ? '' : '\r\n'}.\r\n`,
    'latin1',
  );

function replies(socket: Socket): () => Promise<string> {
  let text = '';
  const waiting: ((line: string) => void)[] = [];
  const complete: string[] = [];
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    const lines = text.split('\r\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (line[3] === '-') continue;
      const first = waiting.shift();
      if (first) first(line);
      else complete.push(line);
    }
  });
  return () => {
    const line = complete.shift();
    return line === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(line);
  };
}

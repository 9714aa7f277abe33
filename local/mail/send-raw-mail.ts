import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const REPLY_LIMIT_MS = 120_000;
/** A server that never ends its line. */
const MAX_REPLY = 64 * 1024;

export interface Envelope {
  /** '' for the null sender. */
  from: string;
  to: readonly string[];
}

export interface Sent {
  /** Recipients that the server took. */
  accepted: string[];
  /** The others, with the server's words. */
  refused: { address: string; reply: string }[];
}

/** A connection to an SMTP server, for one mail after the other. */
export interface SmtpConnection {
  /**
   * Its bytes unchanged; only a missing CR LF at the end is added, which SMTP can't do without.
   * Rejects with the server's words.
   */
  send(envelope: Envelope, raw: Buffer, fallback?: string): Promise<Sent>;
  quit(): void;
}

/**
 * Sends a mail over SMTP (RFC 5321). `fallback` is tried when the server takes none of the
 * recipients. Rejects with the server's words.
 */
export async function sendRawMail(
  server: { host: string; port: number },
  envelope: Envelope,
  raw: Buffer,
  fallback?: string,
): Promise<Sent> {
  const connection = await connectSmtp(server);
  try {
    return await connection.send(envelope, raw, fallback);
  } finally {
    connection.quit();
  }
}

/** Opens a connection. Rejects when the server can't be reached, or doesn't want us. */
export async function connectSmtp(server: { host: string; port: number }): Promise<SmtpConnection> {
  const socket = connect(server.port, server.host);
  socket.setTimeout(REPLY_LIMIT_MS, () => socket.destroy(new Error('the SMTP server does not answer')));
  await once(socket, 'connect');
  const lines = replies(socket);
  const say = async (text: string | Buffer) => {
    socket.write(text);
    return nextReply(lines);
  };
  const must = async (text: string | Buffer) => {
    const reply = await say(text);
    if (!/^[23]/.test(reply)) throw new Error(`the SMTP server refused the mail: ${reply}`);
    return reply;
  };
  const quit = () => {
    socket.end('QUIT\r\n');
    socket.setTimeout(2000, () => socket.destroy());
  };
  try {
    await nextReply(lines);
    await must('EHLO localhost\r\n');
  } catch (error) {
    quit();
    throw error;
  }
  return {
    async send(envelope, raw, fallback) {
      await must(`MAIL FROM:<${onOneLine(envelope.from)}> BODY=8BITMIME\r\n`);
      const sent: Sent = { accepted: [], refused: [] };
      for (const address of envelope.to) {
        const reply = await say(`RCPT TO:<${onOneLine(address)}>\r\n`);
        if (reply.startsWith('2')) sent.accepted.push(address);
        else sent.refused.push({ address, reply });
      }
      if (sent.accepted.length === 0 && fallback) {
        await must(`RCPT TO:<${onOneLine(fallback)}>\r\n`);
        sent.accepted.push(fallback);
      }
      if (sent.accepted.length === 0) throw new Error(sent.refused.map(({ address, reply }) => `${address}: ${reply}`).join('; '));
      await must('DATA\r\n');
      await must(toData(raw));
      return sent;
    },
    quit,
  };
}

/**
 * RFC 5321, 4.5.2: a second dot at the start of a line that begins with one, and a line of a single
 * dot at the end.
 */
function toData(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  const end = text.endsWith('\r\n') || text === '' ? '' : '\r\n';
  return Buffer.from(`${text.replace(/(^|\r\n)\./g, '$1..')}${end}.\r\n`, 'latin1');
}

const onOneLine = (address: string) => address.replace(/[\r\n<>]/g, '');

async function* replies(socket: Socket): AsyncGenerator<string, void> {
  let text = '';
  for await (const chunk of socket) {
    text += chunk.toString('latin1');
    if (text.length > MAX_REPLY) throw new Error('the SMTP server answers without end');
    const lines = text.split('\r\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line[3] !== '-') yield line;
  }
}

async function nextReply(lines: AsyncGenerator<string, void>): Promise<string> {
  const { value } = await lines.next();
  if (value === undefined) throw new Error('the SMTP server closed the connection');
  return value;
}

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What goes wrong with the next mail. */
export type Mishap =
  | { at: 'mail' | 'rcpt' | 'data'; code: number; said: string }
  /** The connection ends: in the middle of the mail, or when all of it has come. */
  | { at: 'half' | 'dot'; takes: boolean }
  /** No answer ever comes to the mail, which was taken. */
  | { at: 'silence' };

/**
 * A server for submission (smtp-server) with STARTTLS, that takes one user by password or token.
 * `sent` has what it took; `onTaken` is called before it answers, as a server saves its copy.
 */
export async function startSubmissionServer(options: {
  key: string;
  cert: string;
  user: string;
  password: string;
  token: string;
  onTaken?(raw: Uint8Array): Promise<void>;
  /** What it answers to a mail that it took. */
  answer?: string;
}) {
  const sent: Uint8Array[] = [];
  const envelopes: { from: string; to: string[] }[] = [];
  const mishaps: Mishap[] = [];
  const logins: string[] = [];
  const refusal = (at: 'mail' | 'rcpt' | 'data') => {
    const [next] = mishaps;
    if (next?.at !== at) return null;
    mishaps.shift();
    return Object.assign(new Error(next.said), { responseCode: next.code });
  };
  const server = new SMTPServer({
    key: options.key,
    cert: options.cert,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    size: 20_000_000,
    disableReverseLookup: true,
    onAuth({ username, password, accessToken, method }, _, done) {
      logins.push(method);
      const isRight = username === options.user && (accessToken ? accessToken === options.token : password === options.password);
      done(isRight ? null : Object.assign(new Error('5.7.8 Bad credentials'), { responseCode: 535 }), { user: username });
    },
    onMailFrom: (_address, _session, done) => done(refusal('mail')),
    onRcptTo: (_address, _session, done) => done(refusal('rcpt')),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      const [next] = mishaps;
      const end = () => {
        mishaps.shift();
        for (const connection of server.connections) if (connection.id === session.id) connection._socket.destroy();
      };
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (next?.at === 'half' && mishaps[0] === next) end();
      });
      stream.on('end', async () => {
        if (next?.at === 'half') return;
        const refused = refusal('data');
        if (refused) return done(refused);
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        const isTaken = next?.at !== 'dot' || next.takes;
        if (isTaken) {
          sent.push(raw);
          envelopes.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) });
          await options.onTaken?.(raw);
        }
        if (next?.at === 'dot') return end();
        if (next?.at === 'silence') return void mishaps.shift();
        done(null, options.answer ?? '2.0.0 OK');
      });
    },
  });
  // connections that are cut tell of it
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address: AddressInfo | string | null = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    sent,
    envelopes,
    mishaps,
    logins,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

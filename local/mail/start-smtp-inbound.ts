import { timingSafeEqual } from 'node:crypto';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { fixDotUnstuffing } from './fix-dot-unstuffing.ts';
import { greetAtOnce } from './greet-at-once.ts';
import { withTraceFields } from './with-trace-fields.ts';

/**
 * Larger than any mail a provider lets through (Exchange Online: 150 MB set by hand, 35 MB as it
 * comes), small enough to be held in memory.
 */
const MAX_MAIL_BYTES = 64 * 1024 * 1024;
const HOST_NAME = 'mx.contoso.example';

export interface ArrivedMail {
  /** The bytes as they came, with Return-Path and Received in front. */
  raw: Buffer;
  /** Envelope recipients, as written by the sender. */
  recipients: string[];
  /** Envelope sender, '' for the null sender. */
  from: string;
}

export interface SmtpInboundOptions {
  /** 0 takes any free port. */
  port: number;
  /** Whether there is a mailbox for this recipient; without one the recipient is refused (550). */
  isLocal(address: string): boolean;
  /**
   * Stores the mail in the mailboxes of its recipients; the sender is told 250 only after it
   * resolved, 451 when it rejected.
   */
  deliver(mail: ArrivedMail): Promise<void>;
  /**
   * Who signs in with these may send to anybody, as with a provider's submission server; such mail
   * goes to `submit`.
   */
  login?: { user: string; password: string };
  /** Takes a mail sent by who signed in; `raw` carries no trace fields then. */
  submit?(mail: ArrivedMail): Promise<void>;
}

export interface SmtpInbound {
  host: string;
  port: number;
  stop(): Promise<void>;
}

/**
 * The outside world's way in: an SMTP server on loopback for the local mailboxes (RFC 5321). Bytes
 * are handed on unchanged but for the trace fields in front. Neither needs nor offers TLS, so that
 * any mail program can send. Rejects when the port is taken (EADDRINUSE).
 */
export async function startSmtpServer(options: SmtpInboundOptions): Promise<SmtpInbound> {
  const host = '127.0.0.1';
  fixDotUnstuffing();
  greetAtOnce();
  const server = new SMTPServer({
    name: HOST_NAME,
    size: MAX_MAIL_BYTES,
    rejectOversized: true,
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: options.login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    // one connection may bring any number of mails
    maxAllowedUnauthenticatedCommands: false,
    maxRecipients: 100,
    maxClients: 200,
    disableReverseLookup: true,
    closeTimeout: 1000,
    onAuth(auth, _session, done) {
      const { login } = options;
      if (login && auth.username === login.user && isSame(auth.password ?? '', login.password)) return done(null, { user: login.user });
      done(answer(535, 'wrong user or password'));
    },
    onRcptTo(address, session, done) {
      if (session.user || options.isLocal(address.address)) return done();
      done(answer(550, `no mailbox here is called ${address.address}`));
    },
    onData(stream, session, done) {
      receive(stream, session, options).then(
        (id) => done(null, id),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, () => {
      server.off('error', reject);
      // a client that hangs up is no error of ours
      server.on('error', () => {});
      resolve();
    });
  });
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return { host, port, stop: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession, options: SmtpInboundOptions): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    // an oversized mail is read to its end, or the sender never hears the refusal, but not kept
    if (!stream.sizeExceeded) chunks.push(chunk);
  }
  if (stream.sizeExceeded) throw answer(552, `the mail is larger than ${MAX_MAIL_BYTES} bytes`);
  const { mailFrom, rcptTo } = session.envelope;
  const from = mailFrom ? mailFrom.address : '';
  const recipients = rcptTo.map((recipient) => recipient.address);
  const raw = Buffer.concat(chunks);
  try {
    if (session.user && options.submit) await options.submit({ raw, recipients, from });
    else {
      const hop = { from, recipients, helo: session.hostNameAppearsAs, ip: session.remoteAddress, by: HOST_NAME, at: new Date() };
      await options.deliver({ raw: withTraceFields(raw, hop), recipients, from });
    }
  } catch (error) {
    throw answer(451, `could not store the mail, try again: ${error instanceof Error ? error.message : String(error)}`);
  }
  return 'stored';
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message.replace(/[\r\n]+/g, ' ')), { responseCode });
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

import type { ImapFlow, MailboxObject } from 'imapflow';
import type { Credentials } from '../../domain/mailboxes/login.ts';
import type { ImapMailbox } from '../../domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../errors.ts';
import type { Dialer } from '../net/dialer.ts';
import type { CheckServerIdentity } from '../net/shown-certificate.ts';
import type { SignInGuard } from '../net/sign-in-guard.ts';
import { trusting } from '../net/trusting.ts';
import { toImapFailure } from './imap-failure.ts';
import { imapTransport } from './imap-transport.ts';
import { throttleLogger } from './throttle-logger.ts';

/**
 * What opens the mailbox: asked for each connection, and once more (`fresh`) when the server
 * refused what it gave: it may have been kept, and changed since.
 */
export type ImapLogin = (fresh: boolean) => Promise<Credentials>;

export type ImapDeps = {
  /** The largest mail that is read, in bytes. */
  mailBytes: number;
  /** Makes its connections. */
  dialer: Dialer;
  /** Whether a mailbox may be read without TLS. */
  allowPlain?: boolean;
  /** Keeps what was refused just now from being tried again; without, all is tried. */
  guard?: SignInGuard;
  /** A certificate authority to trust where the mailbox pins none (PEM). */
  certificateAuthority?: string;
  /** Node's check of the server's name, or one around it. */
  checkServerIdentity?: CheckServerIdentity;
  /** Milliseconds; smaller in tests. */
  timeouts?: { connect: number; greeting: number; silence: number; connection: number };
};

/**
 * A connection that is logged in. `run` turns what goes wrong into a MailSourceError. It ends soon,
 * unless `stay` says that there is something to fetch.
 */
export type ImapSession = {
  client: ImapFlow;
  run<T>(work: () => Promise<T>, remoteId?: string, folder?: string): Promise<T>;
  stay(): void;
  close(): Promise<void>;
};

/** A connection with a folder open. `name`: in the ids of its mails; null: the first. */
export type ImapConnection = ImapSession & { folder: MailboxObject; name: string | null; uidValidity: string };

/**
 * `connection`: a server that trickles, so that it is never silent, would hold the function until
 * the host ends its whole process. 50 MB in 4 minutes are 1.7 Mbit/s.
 */
const usualTimeouts = { connect: 20_000, greeting: 15_000, silence: 60_000, connection: 4 * 60_000 };
/** So long a connection may take to log in and to say whether anything is new. */
const lookMs = 30_000;
const mebibyte = 1024 * 1024;

/**
 * Connects by verified TLS (implicit or STARTTLS; without only where the installation allows that),
 * and logs in by password or XOAUTH2/OAUTHBEARER.
 *
 * @throws MailSourceError
 */
export async function connectImap(mailbox: ImapMailbox, login: ImapLogin, deps: ImapDeps): Promise<ImapSession> {
  const ask = (fresh: boolean) =>
    login(fresh).catch((error: unknown) => {
      throw toLoginFailure(error, mailbox);
    });
  const connect = (given: Credentials) => {
    const work = () => connectWith(given, mailbox, deps);
    return deps.guard ? deps.guard(mailbox.user, `${mailbox.host}:${mailbox.port}`, given, work) : work();
  };
  const credentials = await ask(false);
  try {
    return await connect(credentials);
  } catch (error) {
    if (!(error instanceof MailSourceError && error.failure === 'login-refused')) throw error;
    const fresh = await ask(true);
    // the same once more would only bring the account nearer to being locked
    if (secretIn(fresh) === secretIn(credentials)) throw error;
    return connect(fresh);
  }
}

const secretIn = (credentials: Credentials) => ('password' in credentials ? credentials.password : credentials.accessToken);

async function connectWith(credentials: Credentials, mailbox: ImapMailbox, deps: ImapDeps): Promise<ImapSession> {
  const { host, port, user } = mailbox;
  if (mailbox.tls === 'none' && !deps.allowPlain)
    throw new MailSourceError('protocol', `${host}:${port} would be read without TLS, which this installation does not allow`);
  const timeouts = deps.timeouts ?? usualTimeouts;
  const secret = secretIn(credentials);
  const { ImapFlow } = await import('imapflow');
  // told to wait, imapflow would do so for minutes and try again: the connection ends instead
  let waitMs: number | null = null;
  const logger = throttleLogger((ms) => {
    waitMs = ms;
    setImmediate(() => client.close());
  });
  const client = new ImapFlow({
    host,
    port,
    ...(mailbox.tls === 'implicit' ? { secure: true } : { secure: false, doSTARTTLS: mailbox.tls === 'starttls' }),
    tls: {
      ...{ rejectUnauthorized: true, minVersion: 'TLSv1.2' },
      ...trusting(mailbox.caCertificate ?? deps.certificateAuthority),
      ...(deps.checkServerIdentity && { checkServerIdentity: deps.checkServerIdentity }),
    },
    transport: imapTransport(deps.dialer),
    auth: 'password' in credentials ? { user, pass: secret } : { user, accessToken: secret },
    clientInfo: { name: 'psa-email' },
    logger,
    disableAutoIdle: true,
    disableAutoEnable: true,
    // compressed, a few kilobytes from the server would be a hundred megabytes here
    disableCompression: true,
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
    // by default a server may announce a literal of 1 GB, and the memory for it is taken
    maxLiteralSize: deps.mailBytes + mebibyte,
    maxResponseSize: deps.mailBytes + 2 * mebibyte,
    // the longest line is the list of UIDs: a million of them take 8 MB
    maxLineLength: 16 * mebibyte,
  });
  // without a listener an error on the socket between two commands would end the process; the next
  // command fails with it
  client.on('error', () => {});
  let alert: string | null = null;
  client.on('alert', ({ message }) => {
    alert = message;
  });
  let overtime: number | null = null;
  const endAfter = (ms: number) =>
    setTimeout(() => {
      overtime = ms;
      client.close();
    }, ms).unref();
  let deadline = endAfter(Math.min(lookMs, timeouts.connection));

  const run = async <T>(work: () => Promise<T>, remoteId?: string, folder?: string): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const told = waitMs === null ? error : { code: 'ETHROTTLE', message: 'Request is throttled', throttleReset: waitMs };
      const slow = `${host}:${port} was too slow: the connection was ended after ${(overtime ?? 0) / 1000} seconds`;
      throw overtime === null
        ? toImapFailure(told, mailbox, [secret], { remoteId, alert, folder })
        : new MailSourceError('unreachable', slow, { remoteId: remoteId ?? null });
    }
  };
  const stay = () => {
    clearTimeout(deadline);
    deadline = endAfter(timeouts.connection);
  };
  const close = async () => {
    clearTimeout(deadline);
    await politely(client);
    client.close();
  };

  try {
    await run(() => client.connect());
    return { client, run, stay, close };
  } catch (error) {
    clearTimeout(deadline);
    client.close();
    throw error;
  }
}

/** Opens a folder, to fetch something; `name`: null for the first. Throws MailSourceError. */
export async function openFolder(session: ImapSession, path: string, name: string | null): Promise<ImapConnection> {
  session.stay();
  const folder = await session.run(() => session.client.mailboxOpen(path), undefined, path);
  return { ...session, folder, name, uidValidity: String(folder.uidValidity) };
}

/** Key Vault or Entra don't hand over what is needed to log in. */
function toLoginFailure(error: unknown, { user, host }: ImapMailbox): MailSourceError {
  if (error instanceof MailSourceError) return error;
  const why = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 200);
  return new MailSourceError('login-refused', `The password or token of ${user} for ${host} could not be had (${why})`);
}

/** Says LOGOUT, if the server still listens. */
async function politely(client: ImapFlow): Promise<void> {
  if (!client.usable) return;
  const patience = new Promise<void>((resolve) => setTimeout(resolve, 2000).unref());
  await Promise.race([client.logout().catch(() => {}), patience]);
}

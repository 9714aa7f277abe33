import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import hoodiecrow from 'hoodiecrow-imap';
import { answerQuickly } from './imap/answer-quickly.ts';
import { appendWhole } from './imap/append-whole.ts';
import { keepOnDisk } from './imap/keep-on-disk.ts';
import { placeMail, stageMail } from './imap/mail-folder.ts';
import { tieMessagesToFiles } from './imap/stored-messages.ts';

export interface ImapServerOptions {
  /** Where the mailbox is kept; made if missing. One process at a time may use it. */
  folder: string;
  user: string;
  password: string;
  /**
   * 0 takes any free port. `port` speaks plain text and STARTTLS, `tlsPort` TLS from the first
   * byte.
   */
  port: number;
  tlsPort: number;
  /** PEM, for localhost and 127.0.0.1. */
  key: string;
  cert: string;
}

export interface ImapServer {
  host: string;
  port: number;
  tlsPort: number;
  /** Puts a mail into INBOX; resolves with its UID when it is on disk and shown to clients. */
  deliver(raw: Buffer): Promise<number>;
  /**
   * Gives INBOX another UIDVALIDITY, as a restored or rebuilt mailbox has; until the next start.
   */
  setUidValidity(value: number): void;
  /** Nobody can connect any more. Mail is still put into INBOX, as behind a server that is down. */
  stop(): Promise<void>;
  /** After `stop`: listens again where it did. */
  startAgain(): Promise<void>;
}

/**
 * An IMAP server (RFC 3501 with IDLE, MOVE, UIDPLUS, STARTTLS …) on loopback with one user's
 * mailboxes, kept on disk over restarts. Rejects when a port is taken (EADDRINUSE).
 */
export async function startImapServer(options: ImapServerOptions): Promise<ImapServer> {
  const host = '127.0.0.1';
  const stored = tieMessagesToFiles();
  const disk = keepOnDisk(options.folder, stored, toInternalDate);
  const server = hoodiecrow({
    plugins: [...PLUGINS, appendWhole, answerQuickly(stored, disk.touch), disk.plugin],
    users: { [options.user]: { password: options.password } },
    storage: disk.storage,
    credentials: { key: options.key, cert: options.cert },
  });
  server.formatInternalDate = toInternalDate;
  // each connection listens for new mail
  server.setMaxListeners(0);
  server.connectionHandlers.push((connection) => {
    connection.secureConnection = connection.socket instanceof TLSSocket;
  });
  const open = new Set<Socket>();
  const serve = (socket: Socket) => {
    open.add(socket);
    // answers are written in pieces; waiting to join them costs 40 ms a command
    socket.setNoDelay(true);
    socket.once('close', () => open.delete(socket));
    server.createClient(socket);
  };
  const plain = createServer((socket) => serve(socket.on('error', () => {})));
  const tls = createTlsServer({ key: options.key, cert: options.cert }, serve);
  tls.on('tlsClientError', () => {});
  const port = await listen(plain, host, options.port);
  const tlsPort = await listen(tls, host, options.tlsPort).catch(async (error: unknown) => {
    await close(plain);
    throw error;
  });

  const inbox = server.getMailbox('INBOX');
  if (!inbox) throw new Error(`No INBOX in ${options.folder}`);
  return {
    host,
    port,
    tlsPort,
    async deliver(raw) {
      const folder = disk.folderOf(inbox);
      const staged = await stageMail(folder, raw);
      // from here to the end nothing else runs: UIDs show up in their order, or a poller's cursor
      // could pass one by
      const mail = { uid: inbox.uidnext, letters: '', receivedAt: new Date(), size: raw.length };
      placeMail(folder, staged, mail);
      inbox.uidnext = mail.uid + 1;
      inbox.messages.push(stored.toMessage({ folder, mail }, toInternalDate(mail.receivedAt)));
      server.notify({ tag: '*', attributes: [inbox.messages.length, { type: 'ATOM', value: 'EXISTS' }] }, inbox);
      return mail.uid;
    },
    setUidValidity(value) {
      inbox.uidvalidity = value;
    },
    async stop() {
      for (const socket of open) socket.destroy();
      await Promise.all([close(plain), close(tls)]);
    },
    async startAgain() {
      await Promise.all([listen(plain, host, port), listen(tls, host, tlsPort)]);
    },
  };
}

const PLUGINS = [
  'ID',
  'STARTTLS',
  'SASL-IR',
  'AUTH-PLAIN',
  'NAMESPACE',
  'IDLE',
  'SPECIAL-USE',
  'LITERALPLUS',
  'UNSELECT',
  'MOVE',
  'UIDPLUS',
];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number) => String(n).padStart(2, '0');

/** RFC 3501's date-time, in UTC. (hoodiecrow's own has the zone's sign the wrong way round.) */
const toInternalDate = (at: Date) =>
  `${two(at.getUTCDate())}-${MONTHS[at.getUTCMonth()]}-${at.getUTCFullYear()} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;

function listen(server: NetServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

const close = (server: NetServer) => new Promise<void>((resolve) => server.close(() => resolve()));

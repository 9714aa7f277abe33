import { join, relative } from 'node:path';
import { type MailLog, silentMailLog } from './mail-log.ts';
import { type MailRoutes, toMailRoutes } from './mail-routes.ts';
import { type Outbox, openOutbox, type SentMail } from './open-outbox.ts';
import { type ImapServer, startImapServer } from './start-imap-server.ts';
import { type SmtpInbound, startSmtpServer } from './start-smtp-inbound.ts';
import { withTraceFields, withVerdict } from './with-trace-fields.ts';

export interface MailServersOptions {
  /** Mailboxes go to `imap`, sent mail to `outbox` in there. */
  state: string;
  /** The IMAP mailbox's address, its user name too, and its password. */
  imapUser: string;
  imapPassword: string;
  imapPort: number;
  imapTlsPort: number;
  tls: { key: string; cert: string };
}

export interface MailServers {
  imap: ImapServer;
  outbox: Outbox;
  /** Takes a mail that the app sends, by whatever channel. */
  send(mail: SentMail): Promise<void>;
  /** Where a mailbox of another kind gets its mail. */
  addMailbox(address: string, deliver: (raw: Buffer) => Promise<unknown>): void;
  /** Lets mail in. */
  openSmtp(port: number): Promise<SmtpInbound>;
  /** Who is told of mails from now on. */
  tell(teller: MailLog): void;
  stop(): Promise<void>;
}

/**
 * The mail of the embedded cloud: the IMAP mailbox, the outbox for what the app sends, and, once
 * opened, the SMTP door. Mail for a local mailbox is put there whether it comes from outside or
 * from the app itself.
 */
export async function startMailServers(options: MailServersOptions): Promise<MailServers> {
  const { state, imapUser, imapPassword, tls } = options;
  const ports = { port: options.imapPort, tlsPort: options.imapTlsPort };
  const imap = await startImapServer({ folder: join(state, 'imap'), user: imapUser, password: imapPassword, ...ports, ...tls });
  const mailboxes: Record<string, (raw: Buffer) => Promise<unknown>> = { [imapUser]: imap.deliver };
  let routes: MailRoutes = toMailRoutes(mailboxes);
  let teller = silentMailLog;
  let door: SmtpInbound | undefined;

  async function deliver(raw: Buffer, from: string, recipients: readonly string[]): Promise<void> {
    const reached = await routes.deliver(raw, recipients);
    if (reached.length > 0) teller.arrived(raw, from, reached);
  }
  const outbox = await openOutbox(join(state, 'outbox'), async (mail) => {
    const local = mail.recipients.filter(routes.isLocal);
    if (local.length === 0) return;
    const hop = {
      from: mail.from,
      recipients: local,
      helo: 'outbound.contoso.example',
      ip: '127.0.0.1',
      by: 'mx.contoso.example',
      at: new Date(),
    };
    await deliver(withVerdict(withTraceFields(mail.raw, hop), mail.from, hop.by), mail.from, local);
  });
  async function send(mail: SentMail): Promise<void> {
    const { name, isNew } = await outbox.put(mail);
    if (isNew) teller.sent(mail.raw, mail.recipients, toShortPath(join(outbox.folder, name)));
  }

  return {
    imap,
    outbox,
    send,
    addMailbox(address, take) {
      mailboxes[address] = take;
      routes = toMailRoutes(mailboxes);
    },
    async openSmtp(port) {
      door = await startSmtpServer({
        port,
        login: { user: imapUser, password: imapPassword },
        isLocal: (address) => routes.isLocal(address),
        deliver: ({ raw, from, recipients }) => deliver(raw, from, recipients),
        submit: send,
      });
      return door;
    },
    tell(next) {
      teller = next;
    },
    async stop() {
      await door?.stop();
      await imap.stop();
    },
  };
}

/** As a person would type it where they started us. */
function toShortPath(path: string): string {
  const way = relative(process.cwd(), path);
  return way.startsWith('..') ? path : way;
}

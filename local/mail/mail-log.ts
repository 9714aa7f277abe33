import { type MailHead, readMailHead } from './read-mail-head.ts';
import { readVerdicts, toVerdictLine } from './read-verdicts.ts';
import { toTerminalText } from './to-terminal-text.ts';
import { type AwaitedMail, watchVerdicts } from './watch-verdicts.ts';

export interface MailLog {
  /** A mail was put into these local mailboxes. */
  arrived(raw: Buffer, from: string, mailboxes: readonly string[]): void;
  /** The app sent a mail; `file` is where it can be read. */
  sent(raw: Buffer, recipients: readonly string[], file: string): void;
  stop(): Promise<void>;
}

/** Tells of nothing. */
export const silentMailLog: MailLog = { arrived: () => {}, sent: () => {}, stop: async () => {} };

/**
 * Prints a line for each mail that comes in, one for what the app made of it (ticket, link), and
 * one for each mail that the app sends. `appUrl` is asked for the verdicts at most once a second,
 * and only as long as some are missing.
 */
export function tellOfMail(options: { appUrl: string; ticketUrl: string; print(line: string): void }): MailLog {
  const { appUrl, ticketUrl, print } = options;
  const line = (text: string) => print(`${new Date().toTimeString().slice(0, 8)}  ${text}`);
  const heads = new WeakMap<AwaitedMail, MailHead>();
  const watch = watchVerdicts({
    read: (filters) => readVerdicts(appUrl, filters),
    found(mail, verdict) {
      const said = verdict ? toVerdictLine(verdict, ticketUrl, appUrl) : `nothing was heard of it so far, see ${appUrl}/api/mail`;
      line(`=  ${quoted(heads.get(mail))} from ${toTerminalText(heads.get(mail)?.from || 'nobody')}: ${said}`);
    },
  });
  return {
    arrived(raw, from, mailboxes) {
      const head = readMailHead(raw);
      line(`<- ${toTerminalText(head.from || from || 'nobody')} to ${mailboxes.join(', ')}: ${quoted(head)}, ${toSize(raw.length)}`);
      for (const mailbox of mailboxes) {
        const mail = { messageId: head.messageId, mailbox, at: new Date() };
        heads.set(mail, head);
        watch.await(mail);
      }
    },
    sent(raw, recipients, file) {
      line(`-> ${toTerminalText(recipients.join(', '))}: ${quoted(readMailHead(raw))}  ${file}`);
    },
    stop: watch.stop,
  };
}

const quoted = (head: MailHead | undefined) => `“${toTerminalText(head?.subject || '(no subject)')}”`;

const toSize = (bytes: number) => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

import type { ImapMailbox } from '../../domain/mailboxes/mailbox.ts';
import { connectImap, type ImapDeps, type ImapLogin, type ImapSession } from '../imap/imap-connection.ts';

/** What is sent from a mailbox, as it stands in its Sent folder. */
export type SentFolder = {
  /** Whether one of the mails there has this Message-ID; null: the mailbox has no such folder. */
  has(messageId: string): Promise<boolean | null>;
  /** Puts a copy there, as one that was read. Without such a folder it does nothing. */
  add(raw: Uint8Array): Promise<void>;
};

/** The Sent folder of a mailbox that is read by IMAP. Throws MailSourceError. */
export function sentFolder(mailbox: ImapMailbox, login: ImapLogin, deps: ImapDeps): SentFolder {
  const within = async <T>(work: (session: ImapSession, path: string) => Promise<T>): Promise<T | null> => {
    const session = await connectImap(mailbox, login, deps);
    try {
      const path = await pathOf(session);
      return path === null ? null : await work(session, path);
    } finally {
      await session.close();
    }
  };
  return {
    has: (messageId) =>
      within(async ({ client, run }, path) => {
        await run(() => client.mailboxOpen(path, { readOnly: true }), undefined, path);
        const found = await run(() => client.search({ header: { 'message-id': messageId } }, { uid: true }), undefined, path);
        return found !== false && found !== undefined && found.length > 0;
      }),
    async add(raw) {
      await within(async ({ client, run, stay }, path) => {
        stay();
        await run(() => client.append(path, Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), ['\\Seen']), undefined, path);
      });
    },
  };
}

/** By its special use (RFC 6154), which imapflow also guesses from names in many languages. */
async function pathOf({ client, run }: ImapSession): Promise<string | null> {
  const folders = await run(() => client.list());
  return folders.find(({ specialUse }) => specialUse === '\\Sent')?.path ?? null;
}

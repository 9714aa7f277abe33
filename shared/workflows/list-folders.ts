import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../errors.ts';
import type { MailSource, SourceFolder } from '../ports/mail-source.ts';

export type ListFoldersDeps = {
  mailboxOf(mailboxId: string): Promise<Mailbox | null>;
  openSource(mailbox: Mailbox): Promise<MailSource>;
};

/** What became of it; `failed`: the source can't be asked now, with the reason for the admin. */
export type ListedFolders = { kind: 'listed'; folders: SourceFolder[] } | { kind: 'no-such-mailbox' } | { kind: 'failed'; problem: string };

/** The folders of a mailbox, in the order of their names. */
export async function listFolders(deps: ListFoldersDeps, mailboxId: string): Promise<ListedFolders> {
  const mailbox = await deps.mailboxOf(mailboxId);
  if (!mailbox) return { kind: 'no-such-mailbox' };
  try {
    const source = await deps.openSource(mailbox);
    try {
      const folders = (await source.listFolders?.()) ?? [];
      return { kind: 'listed', folders: folders.toSorted((one, other) => one.name.localeCompare(other.name)) };
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    return { kind: 'failed', problem: `${error.failure}: ${error.message}` };
  }
}

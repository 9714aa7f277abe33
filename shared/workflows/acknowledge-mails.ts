import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../errors.ts';
import type { MailSource } from '../ports/mail-source.ts';

/**
 * Marks or moves mails at their source, as the mailbox says; they must be safe here. A failure is
 * returned for the admin, not thrown: a folder without permission must not stop later mails.
 */
export async function acknowledgeMails(source: MailSource, { afterIntake }: Mailbox, remoteIds: string[]): Promise<string | null> {
  if (remoteIds.length === 0 || afterIntake.action === 'leave') return null;
  try {
    await source.acknowledge(remoteIds, afterIntake);
    return null;
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    const what = afterIntake.action === 'move' ? `moved to "${afterIntake.folder}"` : 'marked as seen';
    return `Mails were fetched, but could not be ${what}: ${error.message}`;
  }
}

import type { AfterFetch } from '../domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../errors.ts';
import type { MailSource } from '../ports/mail-source.ts';

/**
 * Marks or moves mails at their source, as the mailbox says (`after`); they must be safe here. A
 * failure is returned for the admin, not thrown: a folder without permission must not stop later
 * mails.
 */
export async function acknowledgeMails(source: MailSource, after: AfterFetch, remoteIds: string[]): Promise<string | null> {
  if (remoteIds.length === 0 || after.action === 'leave') return null;
  try {
    await source.acknowledge(remoteIds, after);
    return null;
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    const what = after.action === 'move' ? `moved to "${after.folder}"` : 'marked as seen';
    return `Mails were fetched, but could not be ${what}: ${error.message}`;
  }
}

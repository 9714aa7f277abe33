import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../errors.ts';
import type { MailSource } from '../ports/mail-source.ts';
import type { IngestDeps } from '../workflows/ingest-mail.ts';
import type { Clients } from './clients.ts';

/** Reads a mail's bytes: the copy that was staged, or else the mail at its source. */
export const rawMailReader =
  (blobs: Clients['blobs'], openSource: (mailbox: Mailbox) => Promise<MailSource>): IngestDeps['rawMail'] =>
  async (mailbox, { rawBlob, remoteId }) => {
    if (rawBlob !== null) return (await blobs()).rawMail(rawBlob);
    const source = await openSource(mailbox);
    try {
      return await source.rawMail(remoteId);
    } catch (error) {
      if (error instanceof MailSourceError && (error.failure === 'too-large' || error.failure === 'unreadable')) return error.failure;
      throw error;
    } finally {
      await source.close();
    }
  };

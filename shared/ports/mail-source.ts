import type { AfterFetch, Cursor } from '../domain/mailboxes/mailbox.ts';

/** What a source says of a mail, whatever becomes of it. */
type AtSource = {
  remoteId: string;
  /** Bytes, as the source says; 0 where it doesn't. */
  size: number;
  /** When the source received it; null when it doesn't say. */
  receivedAt: Date | null;
};

/** A mail at its source. */
export type SourceMail = AtSource &
  (
    | { /** Named without its bytes, which are had by `rawMail` (graph, ews). */ kind: 'listed' }
    | { /** The whole mail (RFC 5322). */ kind: 'fetched'; raw: Uint8Array }
    | {
        /**
         * Passed over: beyond the size limit, or the visitor asked for it because it failed too
         * often. `head`: of one that is too large its first bytes, so that a report can name sender
         * and subject.
         */
        kind: 'set-aside';
        why: 'too-large' | 'unreadable';
        head: Uint8Array | null;
      }
  );

/**
 * One step of a visit: a mail (or null: only the cursor moved), and the cursor once everything up
 * to here is safe (null: not yet).
 */
export type SourceStep = { mail: SourceMail | null; cursorAfter: Cursor | null };

/**
 * `mailBytes`: larger mails are passed over as too large. `setAside`: the remote id of a mail that
 * failed too often; it is not read again.
 */
export type ReadLimits = { mailBytes: number; setAside: string | null };

/**
 * Where mails come from. Implementations: graph, imap, ews. Every failure is thrown as
 * MailSourceError.
 */
export type MailSource = {
  /**
   * The mails that came after the cursor (null: from the start of the folder), oldest first, until
   * none is left. One mail is held at a time; whoever has enough leaves the loop and goes on from
   * the last cursor.
   */
  newMails(cursor: Cursor | null, limits: ReadLimits): AsyncIterable<SourceStep>;
  /**
   * The raw mail (RFC 5322), or null when the source no longer has it.
   *
   * @throws MailSourceError `too-large` beyond the source's size limit, `unreadable` where the
   * source has it but can't hand it over.
   */
  rawMail(remoteId: string): Promise<Uint8Array | null>;
  /**
   * Leaves, marks or moves mails that are safe here. Idempotent; ids that are gone are passed over.
   * Allowed between two steps of newMails.
   */
  settle(remoteIds: string[], after: AfterFetch): Promise<void>;
  /** Ends the connection, if there is one. Never throws. */
  close(): Promise<void>;
};

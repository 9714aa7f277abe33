import type { ServerCertificate } from '../domain/mailboxes/health-facts.ts';
import type { AfterFetch, Cursor } from '../domain/mailboxes/mailbox.ts';

/** What a source says of each mail. */
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
    | { /** Its id without its bytes, which `rawMail` fetches (graph, ews). */ kind: 'listed' }
    | { /** The whole mail (RFC 5322). */ kind: 'fetched'; raw: Uint8Array }
    | {
        /**
         * Skipped: beyond the size limit, or the caller asked for it because it failed too often.
         * `head`: the first bytes of one that is too large, for a report with sender and subject.
         */
        kind: 'set-aside';
        why: 'too-large' | 'unreadable';
        head: Uint8Array | null;
      }
  );

/**
 * One step of a read: a mail (or null: only the cursor moved), and the cursor once everything up to
 * here is safe (null: not yet). `bytesNext`: no mail yet, but there are new ones, whose
 * bytes are fetched if the reading goes on (imap). `note`: what the admin should know, such as that
 * one of several folders is gone.
 */
export type SourceStep = { mail: SourceMail | null; cursorAfter: Cursor | null; bytesNext?: true; note?: string };

/**
 * `mailBytes`: larger mails are skipped as too large. `setAside`: the remote id of a mail that
 * failed too often; it is not read again. `received`: mails that came before or after need not be
 * read; a source that has to fetch each mail leaves them out.
 */
export type ReadLimits = { mailBytes: number; setAside: string | null; received?: ReceivedRange };

/** From a time on (null: from the first on), and before another (null: to the last). */
export type ReceivedRange = { from: Date | null; before: Date | null };

/** A folder: what a mailbox's settings name it by, and its path as people see it. */
export type SourceFolder = { folder: string; name: string };

/**
 * Where mails come from. Implementations: graph, imap, ews. Every failure is thrown as
 * MailSourceError.
 */
export type MailSource = {
  /**
   * The mails that came after the cursor (null: from the start of the folder), oldest first, until
   * none is left. One mail is held at a time; a caller may leave the loop and go on from the last
   * cursor.
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
   * Leaves, marks or moves mails that are safe here. Idempotent; ids that are gone are skipped.
   * Allowed between two steps of newMails.
   */
  acknowledge(remoteIds: string[], after: AfterFetch): Promise<void>;
  /** The folders that can be read, as many as anybody chooses from; not all sources have some. */
  listFolders?(): Promise<SourceFolder[]>;
  /** Ends the connection, if there is one. Never throws. */
  close(): Promise<void>;
  /** The certificate that the server showed last; null before a connection, or without TLS. */
  certificate?(): ServerCertificate | null;
};

/** A part of what lies in a mailbox; `next`: what the part after it is asked for with, if any. */
export type MailPage = { mails: AtSource[]; next: string | null };

/** What lies in the folders of a mailbox. Each source of mails is one too. */
export type MailListing = {
  /**
   * The mails that were received since then (null: all), a few hundred at a time, each once, oldest
   * first within a folder. `page`: the `next` of the part before (null: from the beginning); it
   * stays good over other connections, and while mails come and go. A folder that is gone is passed
   * over where there are others.
   *
   * @throws MailSourceError
   */
  listMails(since: Date | null, page: string | null): Promise<MailPage>;
};

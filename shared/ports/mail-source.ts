import type { AfterIntake, Cursor } from '../domain/mailbox.ts';

/** A mail at its source. `raw` is null where the source lists without handing over the bytes, or the mail is over the size limit. */
export type SourceMail = {
  remoteId: string;
  raw: Uint8Array | null;
  /** Bytes, as the source says. */
  size: number;
  tooLarge: boolean;
  /** When the source received it; null when it doesn't say. */
  receivedAt: Date | null;
  /** The cursor once this mail is safe. */
  cursorAfter: Cursor;
};

/** Limits of one visit: mails, milliseconds on the clock, and bytes of a single mail. */
export type VisitLimits = { mails: number; until: number; mailBytes: number };

/**
 * Where mails come from. Implementations: graph, imap. Every failure is thrown as MailSourceError.
 */
export type MailSource = {
  /** The mails that came after the cursor (null: from the start of the folder), oldest first, until the limits are reached or none is left. */
  newMails(cursor: Cursor | null, limits: VisitLimits): AsyncIterable<SourceMail>;
  /** The raw mail (RFC 5322), or null when the source no longer has it. */
  rawMail(remoteId: string): Promise<Uint8Array | null>;
  /** Leaves, marks or moves mails that are safe here. Idempotent; ids that are gone are passed over. */
  settle(remoteIds: string[], after: AfterIntake): Promise<void>;
  /** Ends the connection, if there is one. */
  close(): Promise<void>;
};

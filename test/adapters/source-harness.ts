import type { MailListing, MailSource } from '../../shared/ports/mail-source.ts';

/** A real mailbox behind a MailSource, and another way to it. */
export type SourceHarness = {
  /** Empties the mailbox. */
  reset(): Promise<void>;
  deliver(raw: Uint8Array): Promise<void>;
  /** A source that takes mails up to 100,000 bytes; of the inbox, or of these folders. */
  open(folders?: string[]): MailSource & MailListing;
  /** Where a mail with this subject lies and whether it is marked as seen; null: nowhere. */
  find(subject: string): Promise<{ folder: string; seen: boolean } | null>;
  /** An id as the source makes them, of a mail that isn't there. */
  unknownId(): Promise<string>;
  stop(): Promise<void>;
  /** Whether it shows the certificate of its server; those of Microsoft 365 are Microsoft's. */
  showsCertificate?: boolean;
};

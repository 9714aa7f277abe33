import type { ParsedMail } from '../domain/mail/parsed-mail.ts';

/** What is known of a mail that failed: its header where its bytes could be had, and their copy. */
export type IdentifiedMail = { mailId: string; mail: Omit<ParsedMail, 'parts' | 'html' | 'text'> | null; rawBlob: string | null };

/**
 * An attempt to take a mail in failed after the mail was read: with what is known by then, so that
 * noting the failure does not read it again. `cause` is what was thrown.
 */
export class AttemptError extends Error {
  override name = 'AttemptError';
  readonly identified: IdentifiedMail;
  constructor(cause: unknown, identified: IdentifiedMail) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.identified = identified;
  }
}

import type { Address, ParsedMail } from './mail.ts';

/** A mail that was forwarded inside another: its header block and its text. `date` as it was written. */
export type Forwarded = { from: Address; to: Address[]; cc: Address[]; subject: string | null; date: string | null; text: string };

/** Finds the forwarded mail in a mail (a header block in the body, or a message/rfc822 part), or null. Pure. */
export function forwardedMail(_mail: ParsedMail): Forwarded | null {
  return null;
}

/**
 * A mailbox as RFC 5322 3.4 writes it: the address in lower case, the display name decoded, or null
 * without one.
 */
export type Address = { address: string; name: string | null };

/**
 * A header field as it stood in the mail: the name in lower case, the value unfolded, not decoded.
 */
export type HeaderField = { name: string; value: string };

/**
 * A leaf of the MIME tree that is not the body. `name` is the decoded file name or null;
 * `contentId` is decoded and without its brackets (RFC 2392); `contentLocation` the URI by which an
 * HTML body may name the part (RFC 2557 4.2), decoded and without blanks, as it was written:
 * relative or absolute; `content` the decoded bytes. `message/rfc822` and the parts of reports (RFC
 * 6522) are leaves too. `foundIn` tells where it was found: in the mail itself, or inside a
 * container that was opened (winmail.dat, signed content).
 */
export type MailPart = {
  name: string | null;
  contentType: string;
  disposition: 'attachment' | 'inline' | null;
  contentId: string | null;
  contentLocation: string | null;
  content: Uint8Array;
  size: number;
  sha256: string;
  foundIn: 'mail' | 'tnef' | 'signed';
};

/**
 * What a calendar part of a mail says (RFC 5545, 5546). Times in ISO 8601: a day alone, a moment
 * with `Z`, or a local time where the zone is not known. `method` is what the sender wants
 * (request, reply, cancel, counter, publish …); `summary` says it all in a few lines of text.
 */
export type Invitation = {
  method: string;
  cancelled: boolean;
  what: string;
  start: string | null;
  end: string | null;
  zone: string | null;
  /** "every 2 weeks, 10 times", or null. */
  repeats: string | null;
  where: string | null;
  organizer: Address | null;
  attendees: (Address & { answer: 'accepted' | 'declined' | 'tentative' | 'delegated' | null })[];
  note: string | null;
  summary: string;
};

/**
 * One mail, read. All text is decoded. Message-IDs keep their brackets. What could not be read is
 * said in `defects`; a mail is never refused for being malformed.
 */
export type ParsedMail = {
  /** SHA-256 of the raw bytes, hex. */
  rawSha256: string;
  /** SHA-256 of what its author wrote: equal for copies of one mail (content-digest.ts). */
  contentSha256: string;
  /**
   * Other digests under which a copy of it may be stored: as they were made before, and with the
   * author whom a list replaced in From. Made when they are asked for, which few mails need.
   */
  readonly knownSha256s: string[];
  size: number;
  headers: HeaderField[];
  /** The mail's own, or one made from its content when it has none (`messageIdMissing`). */
  messageId: string;
  messageIdMissing: boolean;
  inReplyTo: string[];
  /** Oldest first, as RFC 5322 3.6.4 orders them. */
  references: string[];
  from: Address | null;
  sender: Address | null;
  replyTo: Address[];
  to: Address[];
  cc: Address[];
  /** Decoded, white space folded, prefixes and tokens still in it. */
  subject: string;
  /** The Date field, when it is one. */
  date: Date | null;
  /** The plain text body; made from the HTML when the mail has only that. */
  text: string;
  /** The HTML body as it came (not safe to show), or null. */
  html: string | null;
  parts: MailPart[];
  /** What its calendar part says; the part itself stays among `parts`. */
  invitation: Invitation | null;
  /** What was wrong with it, in words a technician understands. */
  defects: string[];
};

/** Whether a part of this type is a mail (RFC 2046 5.2.1, RFC 6532 3.7). */
export const isMailType = (contentType: string): boolean => contentType === 'message/rfc822' || contentType === 'message/global';

import type { Remark } from '../words/remark.ts';

/** A mailbox (RFC 5322 3.4): the address in lower case, and the decoded display name or null. */
export type Address = { address: string; name: string | null };

/**
 * A header field as it is in the mail: the name in lower case, the value unfolded but not decoded.
 */
export type HeaderField = { name: string; value: string };

/**
 * A leaf of the MIME tree that is not the body. `name` is the decoded file name or null;
 * `contentId` is decoded and without its brackets (RFC 2392); `contentLocation` is the URI by which
 * an HTML body may name the part (RFC 2557 4.2), decoded, without spaces, relative or absolute as
 * it was written; `content` holds the decoded bytes. `message/rfc822` and the parts of reports (RFC
 * 6522) are leaves as well. `foundIn` says where it was found: in the mail itself, or in a
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
 * What a calendar part of a mail says (RFC 5545, 5546). Times are in ISO 8601: a date, a time with
 * `Z`, or a local time if the zone is not known. `method` is what the sender wants (request, reply,
 * cancel, counter, publish …); `summary` sums it up in a few lines of text.
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
 * A parsed mail. All text is decoded. Message-IDs keep their brackets. `defects` says what could
 * not be read; no mail is refused for being malformed.
 */
export type ParsedMail = {
  /** SHA-256 of the raw bytes, hex. */
  rawSha256: string;
  /** SHA-256 of what its author wrote; copies of one mail have the same (content-digest.ts). */
  contentSha256: string;
  /**
   * Other digests under which a copy may be stored: the digest of earlier versions, and the one
   * with the author whom a list replaced in From. Made on demand; few mails need them.
   */
  readonly knownSha256s: string[];
  size: number;
  headers: HeaderField[];
  /** The mail's own, or one made from its content if it has none (`messageIdMissing`). */
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
  /** The Date field; null if it is missing or invalid. */
  date: Date | null;
  /** The plain text body, made from the HTML if the mail has only that. */
  text: string;
  /** The HTML body as it came (not safe to show), or null. */
  html: string | null;
  parts: MailPart[];
  /** What its calendar part says; the part itself stays among `parts`. */
  invitation: Invitation | null;
  /** What is wrong with the mail. */
  defects: Remark[];
};

/** Whether a part of this type is a mail (RFC 2046 5.2.1, RFC 6532 3.7). */
export const isMailType = (contentType: string): boolean => contentType === 'message/rfc822' || contentType === 'message/global';

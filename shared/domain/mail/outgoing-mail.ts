/** An address and the name that is shown with it. */
type NamedAddress = { address: string; name: string | null };

/**
 * A file of a mail. `contentId`: of a picture in the HTML, by which `cid:` names it, without
 * brackets.
 */
export type OutgoingFile = { name: string; type: string; contentId: string | null; bytes: Uint8Array };

/**
 * A mail to be sent, as every channel takes it. `operationId` is the same for each try: a channel
 * that knows it sends once. `from.address` is one that the channel may send from. Message-IDs stand
 * in their brackets; `headers` are the fields that have no place of their own here.
 */
export type OutgoingMail = {
  operationId: string;
  messageId: string;
  inReplyTo: string | null;
  references: string[];
  from: NamedAddress;
  to: NamedAddress;
  replyTo: NamedAddress;
  subject: string;
  text: string;
  html: string;
  attachments: OutgoingFile[];
  headers: Record<string, string>;
  /** Whether the channel may tell when it is opened; absent: it may not. */
  tracksOpening?: true;
};

/**
 * A text as it may be the value of a header field: a line break would begin another field (RFC 5322
 * 2.2), and the other control characters have no business there. Pure.
 */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

import { z } from 'zod';
import { CheckOrSentence } from '../words/check.ts';
import { Remark } from '../words/remark.ts';
import { Person } from './person.ts';
import { SenderState } from './sender-state.ts';
import { TicketStatus } from './ticket-status.ts';

/** A message of a ticket, and what comes with it: items in the ticket's partition. */

export const Attachment = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.number(),
  sha256: z.string(),
  contentId: z.string().nullable(),
  /** Why its bytes are not kept outside the raw mail, or null. */
  blocked: z.object({ reason: Remark }).nullable(),
  /**
   * What a technician should know before opening it: macros, encryption, a type that is not what
   * its name says.
   */
  flags: z.array(Remark),
});
export type Attachment = z.infer<typeof Attachment>;

/**
 * An attached mail as it is shown: the beginning of it (`truncated`); the whole is the file of that
 * id.
 */
export const EnclosedMail = z.object({
  attachmentId: z.string(),
  from: Person,
  subject: z.string(),
  /** The Date field as it was written, or null. */
  date: z.string().nullable(),
  text: z.string(),
  truncated: z.boolean(),
});

/** How far a sender can be believed to be who they say, and why. Older messages say `unknown`. */
export const Trust = z.object({
  sender: SenderState.default('unknown'),
  level: z.enum(['verified', 'unverified', 'doubtful', 'suspicious']),
  /** The checks of the sender. */
  reasons: z.array(CheckOrSentence),
});

/**
 * A message that a person sends waits before it goes, and can be taken back: `released` and
 * `undone` are final, whichever came first.
 */
export const Outbox = z.object({
  state: z.enum(['waiting', 'released', 'undone']),
  sendsAt: z.iso.datetime(),
  /** What the ticket's status becomes when it is released; null: it stays. */
  status: TicketStatus.nullable(),
});
export type Outbox = z.infer<typeof Outbox>;

/** A message that is sent on to somebody outside the conversation, as it stands below the mail. */
export const ForwardedMessage = z.object({
  from: Person,
  at: z.iso.datetime(),
  subject: z.string(),
  to: z.array(Person),
  text: z.string(),
  html: z.string().nullable(),
  /** The names of its files that are not sent on. */
  leftOut: z.array(z.string()),
});
export type ForwardedMessage = z.infer<typeof ForwardedMessage>;

/**
 * What a message is sent with, as it was when it was written: settings that change before it goes
 * do not change it.
 */
export const SentWith = z.object({
  /** The mailbox that it is sent from. */
  mailboxId: z.string(),
  signature: z.object({ text: z.string(), html: z.string() }),
  /** The beginning of the client's latest words, which stand below it; null: there are none. */
  quote: z.object({ from: Person, at: z.iso.datetime(), text: z.string() }).nullable(),
  forward: ForwardedMessage.exactOptional(),
});
export type SentWith = z.infer<typeof SentWith>;

export const Message = z.object({
  id: z.string(),
  type: z.literal('message'),
  schemaVersion: z.literal(1),
  ticketId: z.string(),
  /** `mail`: a technician's to somebody outside the conversation. */
  kind: z.enum(['client', 'reply', 'note', 'system', 'mail']),
  /** Who may read it: the client and those who take part, or technicians alone. */
  visibility: z.enum(['public', 'internal']).default('public'),
  /** The technician who wrote it, by their address; null: somebody else. */
  by: z.string().nullable().default(null),
  /** Whose link the client's answer came by, by their address; null: it came by mail. */
  viaLinkOf: z.string().nullable().default(null),
  /** Of a message that is sent: when, and whether it was. Null for any other. */
  outbox: Outbox.nullable().default(null),
  from: Person,
  to: z.array(Person),
  cc: z.array(Person),
  /** Who else gets a reply: nobody but technicians sees them. */
  bcc: z.array(Person).exactOptional(),
  /** Of a reply, or another message that a person sends. */
  sentWith: SentWith.exactOptional(),
  /** The technicians whom a note names, by their addresses. */
  mentions: z.array(z.string()).exactOptional(),
  /** When it reached us: the order of the messages. */
  at: z.iso.datetime(),
  /** The Date field of the mail: what the sender's clock said. */
  sentAt: z.iso.datetime().nullable(),
  subject: z.string(),
  text: z.string(),
  /**
   * What the program says in it, in place of a text, which is empty then. Older messages have its
   * words as their text.
   */
  said: Remark.exactOptional(),
  html: z.string().nullable(),
  /** Name of the blob with the whole text and HTML, when they are too big for the item. */
  bodyBlob: z.string().nullable(),
  attachments: z.array(Attachment),
  mailId: z.string().nullable(),
  messageId: z.string(),
  messageIdHash: z.string(),
  /**
   * The Message-IDs that it quotes (hashed): the root of its conversation and the newest. None in
   * one that quotes none, or is older.
   */
  quotes: z.array(z.string()).exactOptional(),
  /** It became a ticket of its own, where all of it is now: what is left here is shown no more. */
  movedTo: z.object({ ticketId: z.string(), number: z.string() }).exactOptional(),
  /** The sender joined by proof alone, or nothing vouches for them: shown as new. */
  newcomer: z.boolean(),
  defects: z.array(Remark),
  /**
   * What its writer wrote, without quotation, signature and disclaimer; null when that is all of
   * it.
   */
  visibleText: z.string().nullable(),
  /**
   * The same part of the HTML, made safe, when it could be cut out and says the same. Older
   * messages have none.
   */
  visibleHtml: z.string().nullable().default(null),
  /** The mails that are attached to it. Older messages have none. */
  enclosed: z.array(EnclosedMail).default([]),
  /** What its calendar part says: what, when, where, who, answer. */
  invitation: z.string().nullable(),
  trust: Trust,
});
export type Message = z.infer<typeof Message>;

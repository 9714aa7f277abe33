import type { Classification } from '../classify/classify.ts';
import type { Client, KnownSender } from '../contacts/contact.ts';
import type { Address, ParsedMail } from '../mail/parsed-mail.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';
import type { FanOutFacts } from '../notifications/fan-out-facts.ts';
import type { AutoAnswerCount } from '../notifications/loop-breaker.ts';
import type { Notification } from '../notifications/notification.ts';
import type { Forwarded } from '../reply/forwarded.ts';
import type { Routed } from '../rules/routed.ts';
import type { Policy } from '../settings/policy.ts';
import type { Technician } from '../settings/technician.ts';
import type { TicketQueue } from '../settings/ticket-queue.ts';
import type { Message } from '../tickets/message.ts';
import type { Link, Ticket } from '../tickets/ticket.ts';
import type { MailKind } from '../trace/mail-kind.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import type { TrustNote } from '../trust/sender-trust.ts';
import type { Check } from '../words/check.ts';

/**
 * A ticket as ingest reads it: itself with its version, its messages under the mail's own
 * Message-ID, what this very mail wrote there before (`trace`, `owed`: when it is processed a
 * second time).
 */
export type TicketState = {
  ticket: Ticket;
  etag: string;
  sameMessageId: Pick<Message, 'id'>[];
  trace: MailTrace | null;
  owed: Notification[];
};

/**
 * Where a mail belongs: the ticket it joins, or none; the tickets it named but may not join;
 * whether its root is known here.
 */
export type Thread = {
  /**
   * `proof`: its sender has a mail of ours from that ticket, by our signed id; `internal`: it
   * answers one that the client does not see, by our signed id too.
   */
  joins: { state: TicketState; newcomer: boolean; proof: boolean; internal: boolean } | null;
  links: Link[];
  checks: Check[];
  /** A ticket that the mail names and is in already: this very delivery of it, or a copy. */
  seen: TicketState | null;
};

/** All that is read of a mail before its thread is looked for. */
export type MailFacts = {
  mail: ParsedMail;
  mailId: string;
  remoteId: string;
  rawBlob: string;
  receivedAt: Date;
  now: Date;
  mailbox: Mailbox;
  queue: TicketQueue;
  policy: Policy;
  classification: Classification;
  /** Who asks when it is not who stands in From (`askerOf`), or null. */
  asker: Address | null;
  /** What is known of who asks. */
  sender: KnownSender;
  /** How far the sender can be believed to be who they say. */
  trust: TrustNote;
  /**
   * The client's mail that a technician forwards, what wrote it, and what is known of the client;
   * null otherwise.
   */
  forwarded: { mail: Forwarded; kind: MailKind; address: string; sender: KnownSender } | null;
  /** Entries of the block list. */
  blockedSenders: readonly string[];
  /**
   * Whom a confirmation would go to: the key of their automatic answers, what the store knows of
   * these, and their domain.
   */
  answered: { key: string; domain: string; stored: AutoAnswerCount | null };
  /** A technician wants it in a ticket, whatever it is. */
  accepted: boolean;
  /** From before the mailbox was connected: it makes a closed ticket, and nobody is told. */
  archived: boolean;
  /** Who works on tickets, as far as they have an item. */
  technicians: readonly Technician[];
  /** Our own addresses: mail from them is never answered, they never take part. */
  ownAddresses: ReadonlySet<string>;
};

/**
 * All that ingest has read before it decides where the mail goes. `queue` is that of the rules
 * where they name one, and `routed.client` the client that they name.
 */
export type IngestFacts = MailFacts & { thread: Thread; routed: Routed & { client: Client | null } };

/**
 * The recent automatic answers to the receiver of a confirmation, to their domain and to all, as
 * counted when the plan was made: mails that are ingested at the same time see one another. And how
 * many notices were owed of late (`FanOutFacts`).
 */
export type RecentAnswers = {
  state: AutoAnswerCount | null;
  totals: { domain: number; all: number };
  owedLately: FanOutFacts['owedLately'];
};

import type { Remark } from './domain/words/remark.ts';

/** Why a mail source failed: each asks for another answer by the admin. */
export type SourceFailure =
  | 'login-refused'
  /** Only a person can help: a consent or its refresh token is missing, revoked or too old. */
  | 'needs-authorisation'
  /** The host has an address that this app may not connect to. */
  | 'address-refused'
  | 'unreachable'
  | 'certificate'
  | 'throttled'
  | 'folder-missing'
  | 'protocol'
  | 'too-large'
  | 'unreadable';

/**
 * A mail source that could not be read. `retryAfterMs` when the source said when to come back,
 * `remoteId` when it failed on one certain mail. The message is shown to admins and kept with the
 * mailbox: it holds no secret, and no cause that might.
 */
export class MailSourceError extends Error {
  override name = 'MailSourceError';
  readonly failure: SourceFailure;
  readonly retryAfterMs: number | null;
  readonly remoteId: string | null;
  constructor(failure: SourceFailure, message: string, options: { retryAfterMs?: number | null; remoteId?: string | null } = {}) {
    super(message);
    this.failure = failure;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.remoteId = options.remoteId ?? null;
  }
}

/**
 * A mail whose ticket has enough to do now: nothing of it is written, and it is to be delivered
 * anew after so many seconds.
 */
export class TicketBusyError extends Error {
  override name = 'TicketBusyError';
  readonly ticketId: string;
  readonly afterSeconds: number;
  constructor({ ticketId, afterSeconds }: { ticketId: string; afterSeconds: number }) {
    super(`Ticket ${ticketId} takes in other mails first; this one comes again in ${afterSeconds} s`);
    this.ticketId = ticketId;
    this.afterSeconds = afterSeconds;
  }
}

/** A mail that is still at its source, whose mailbox is paused: it is fetched once that goes on. */
export class MailboxPausedError extends Error {
  override name = 'MailboxPausedError';
  constructor(mailboxId: string) {
    super(`Mailbox ${mailboxId} is paused; its mail is fetched once it goes on`);
  }
}

/**
 * A mail that could not be sent now. `retryAfterMs` when the channel said when to try again;
 * `reason`: what the message says, as a code. `perhapsTaken`: the channel may have taken it all the
 * same, so that it must leave by no other, and the next try is a second one. `isBusy`: it takes no
 * mail at all for so long, since it got too many.
 */
export class MailSenderError extends Error {
  override name = 'MailSenderError';
  readonly retryAfterMs: number | null;
  readonly reason: Remark | null;
  readonly perhapsTaken: boolean;
  readonly isBusy: boolean;
  constructor(message: string, options: { retryAfterMs: number | null; reason?: Remark; perhapsTaken?: boolean; isBusy?: boolean }) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
    this.reason = options.reason ?? null;
    this.perhapsTaken = options.perhapsTaken ?? false;
    this.isBusy = options.isBusy ?? false;
  }
}

/**
 * A setting that can't be read, or names something that is not there. What depends on it waits,
 * since whatever stood in for it would be a guess. `problem`: the wrong fields and what they must
 * be, never a value.
 */
export class BrokenSettingError extends Error {
  override name = 'BrokenSettingError';
  readonly kind: string;
  constructor({ kind, name, problem }: { kind: string; name: string; problem: string }) {
    super(`The setting ${kind} "${name}" can't be read (${problem}). Correct it: what waits for it then goes on by itself`);
    this.kind = kind;
  }
}

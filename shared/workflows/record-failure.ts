import { mailIdFor, partitionOfMail } from '../domain/ids.ts';
import { failureTrace } from '../domain/ingest/failure-traces.ts';
import { parseHeaderOnly } from '../domain/mail/parse-mail.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { type MailRef, mailRef } from '../domain/queue-items.ts';
import {
  brokenSetting,
  type Cause,
  endsProcessAgain,
  failedAttempt,
  givenUp,
  isSuspect,
  isTooOld,
  type MailFailure,
  maxDeliveries,
  processEnded,
  unrecorded,
} from '../domain/trace/mail-failure.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';
import { isFinished } from '../domain/trace/may-replace-trace.ts';
import { BrokenSettingError, MailSourceError } from '../errors.ts';
import { AttemptError, type IdentifiedMail } from './attempt-error.ts';

/** What recording a failure reads and writes. */
export type FailureDeps = {
  now(): Date;
  mailboxOf(mailboxId: string): Promise<Mailbox | null>;
  rawMail(mailbox: Mailbox, ref: MailRef): Promise<Uint8Array | 'too-large' | 'unreadable' | null>;
  stageRaw(raw: Uint8Array, receivedAt: Date): Promise<string>;
  /** The trace that an earlier attempt left in the mail's own partition, or null. */
  leftTrace(partition: string, id: string): Promise<MailTrace | null>;
  /** The trace by which a mail is in a ticket, or null: what failed then came after. */
  ticketTrace(mailId: string): Promise<MailTrace | null>;
  /** Keeps a trace unless the mail's end is known; returns the one that stands. */
  putTrace(trace: MailTrace, isSecondLook: boolean): Promise<MailTrace>;
  dropTrace(partition: string, id: string): Promise<void>;
  /**
   * Puts a mail into its queue, or that of mails that were given up, to be delivered after so long.
   */
  enqueueMail(ref: MailRef, afterMs: number): Promise<void>;
  enqueueGivenUp(ref: MailRef, afterMs: number): Promise<void>;
};

/** A source that wants to be asked less often and does not say when. */
const throttledMs = 60_000;
/** What can't be recorded, since the store is out, is tried again after this. */
const recordAgainMs = 5 * 60_000;

/**
 * Sees to a mail whose attempt failed. `left-to-queue`: the queue delivers it again if the error is
 * thrown on. `put-back`: it is in a queue anew, with what failed (its source wants to be left alone
 * for longer than ten tries take, or this was the last try), and this delivery is done. `delivery`:
 * how often the queue has delivered it, from 1. Never throws: the error that counts is the
 * attempt's.
 */
export async function recordAttempt(
  deps: FailureDeps,
  ref: MailRef,
  delivery: number,
  error: unknown,
): Promise<'left-to-queue' | 'put-back'> {
  const ends = endsProcessAgain(ref.failure, delivery);
  const cause = error instanceof AttemptError ? error.cause : error;
  const waitMs = cause instanceof MailSourceError && cause.failure === 'throttled' ? (cause.retryAfterMs ?? throttledMs) : 0;
  const failure = failedAttempt(ref.failure ?? null, ends ? processEnded : causeOf(cause), deps.now(), waitMs);
  // a setting stays broken for longer than the queue's own tries take
  const isUsedUp = isSuspect(ref.failure) || cause instanceof BrokenSettingError || delivery >= maxDeliveries;
  const isPutBack = await putBack(deps, ref, failure, waitMs, isUsedUp).catch(() => false);
  if (!(isPutBack && isUsedUp)) {
    const known = async () => (error instanceof AttemptError ? error.identified : identify(deps, ref, cause instanceof MailSourceError));
    await known()
      .then((mail) => record(deps, ref, mail, failure))
      .catch(() => undefined);
  }
  return isPutBack ? 'put-back' : 'left-to-queue';
}

/** Queues a mail anew where the queue's own tries don't do; false where they do. */
async function putBack(deps: FailureDeps, ref: MailRef, failure: MailFailure, waitMs: number, isUsedUp: boolean): Promise<boolean> {
  if (waitMs > 0 && !isTooOld(failure)) await deps.enqueueMail(mailRef({ ...ref, failure }), waitMs);
  else if (isUsedUp) await deps.enqueueGivenUp(mailRef({ ...ref, failure: givenUp(failure), givenUp: true }), 0);
  else return false;
  return true;
}

/**
 * Records that the queue's tries of a mail are used up, and when it is tried again; its raw bytes
 * are kept if they can be fetched. Returns the trace that stands (the mail may be done meanwhile),
 * or null when the store is out: then the mail is back in the poison queue with what is known,
 * since nothing else would know of it. `unread`: what was wrong with its queue item, if anything.
 *
 * @throws what the queue throws: it still has the mail then.
 */
export async function recordFailure(deps: FailureDeps, ref: MailRef, unread: string | null = null): Promise<MailTrace | null> {
  const told = ref.givenUp ? (ref.failure ?? null) : null;
  try {
    const mail = await identify(deps, ref, false);
    const cause = unread === null ? processEnded : { code: 'queue-item', message: unread };
    const failure = told ?? (await hostGaveUp(deps, ref, mail, cause));
    const trace = await record(deps, ref, mail, failure);
    if (!isLeftToSweep(ref, trace)) await askAgain(deps, ref, failure);
    return trace;
  } catch (error) {
    const now = deps.now();
    const failure = unrecorded(told ?? givenUp(failedAttempt(ref.failure ?? null, causeOf(error), now)), now);
    await deps.enqueueGivenUp(mailRef({ ...ref, failure, givenUp: true }), recordAgainMs);
    return null;
  }
}

/**
 * The sweep knows a mail by its trace. That a technician accepted it stands in the queue item
 * alone; and a second look that was asked for leaves the trace as it is until it comes to an end.
 */
const isLeftToSweep = (ref: MailRef, trace: MailTrace): boolean =>
  trace.ticketNumber !== null || !(ref.accepted || (ref.replay && isFinished(trace)));

/**
 * Puts what was asked for back into the queue, for the time of its next try; not when its tries are
 * over.
 */
async function askAgain(deps: FailureDeps, { givenUp: _, ...ref }: MailRef, failure: MailFailure): Promise<void> {
  if (failure.retryAt === null) return;
  await deps.enqueueMail(mailRef({ ...ref, failure }), Math.max(0, Date.parse(failure.retryAt) - deps.now().getTime()));
}

/**
 * Bytes that can't be fetched or kept are fetched at the next try. `isSourceOut`: the source is not
 * asked again.
 */
async function identify(deps: FailureDeps, ref: MailRef, isSourceOut: boolean): Promise<IdentifiedMail> {
  const mailbox = await deps.mailboxOf(ref.mailboxId);
  const isAsked = mailbox !== null && (ref.rawBlob !== null || !isSourceOut);
  const read = isAsked ? await deps.rawMail(mailbox, ref).catch(() => null) : null;
  const raw = read === 'too-large' || read === 'unreadable' ? null : read;
  const rawBlob = ref.rawBlob ?? (raw && (await deps.stageRaw(raw, new Date(ref.receivedAt)).catch(() => null)));
  const mail = raw && parseHeaderOnly(raw);
  return { mail, rawBlob, mailId: mailIdFor(ref.mailboxId, ref.remoteId, mail?.rawSha256 ?? '') };
}

/**
 * The failure of a mail that the host gave up: by the error that an attempt noted on the trace,
 * else by what is wrong with its queue item or the end of the process. One that is recorded already
 * (the message was delivered twice) stays as it is.
 */
async function hostGaveUp(deps: FailureDeps, ref: MailRef, { mailId }: IdentifiedMail, cause: Cause): Promise<MailFailure> {
  const before = ref.failure ?? null;
  for (const id of [mailId, mailIdFor(ref.mailboxId, ref.remoteId, '')]) {
    const left = (await deps.leftTrace(partitionOfMail(id), `mail-${id}`))?.failure;
    if (left && left.rounds > (before?.rounds ?? 0)) return left;
    if (left && left.lastFailedAt > (before?.lastFailedAt ?? '')) return givenUp(left);
  }
  return givenUp(failedAttempt(before, cause, deps.now()));
}

async function record(
  deps: FailureDeps,
  ref: MailRef,
  { mailId, mail, rawBlob }: IdentifiedMail,
  failure: MailFailure,
): Promise<MailTrace> {
  const finished = await deps.ticketTrace(mailId);
  if (finished) return finished;
  const known = {
    mailboxId: ref.mailboxId,
    remoteId: ref.remoteId,
    receivedAt: new Date(ref.receivedAt),
    now: deps.now(),
    mail,
    rawBlob,
    archive: ref.archive === true,
  };
  const trace = await deps.putTrace(failureTrace(known, failure), false);
  // while its bytes could not be had it was noted under another id
  const unread = mailIdFor(ref.mailboxId, ref.remoteId, '');
  if (mailId !== unread) {
    const left = await deps.leftTrace(partitionOfMail(unread), `mail-${unread}`);
    if (left && !isFinished(left)) await deps.dropTrace(left.ticketId, left.id);
  }
  const meanwhile = isFinished(trace) ? null : await deps.ticketTrace(mailId);
  if (meanwhile) await deps.dropTrace(trace.ticketId, trace.id);
  return meanwhile ?? trace;
}

function causeOf(error: unknown): Cause {
  if (error instanceof BrokenSettingError) return { code: brokenSetting, message: error.message };
  if (error instanceof MailSourceError) return { code: error.failure, message: error.message };
  if (!(error instanceof Error)) return { code: 'error', message: String(error) };
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? String(error.code) : 'error';
  return { code: code === '' ? 'error' : code, message: `${error.name}: ${error.message}` };
}

import { mailIdFor, partitionOfMail } from '../domain/ids.ts';
import type { ParsedMail } from '../domain/mail.ts';
import type { Mailbox } from '../domain/mailbox.ts';
import { failureTrace, lastErrorMark } from '../domain/other-traces.ts';
import { parseHeaderOnly } from '../domain/parse-mail.ts';
import type { MailRef } from '../domain/queue-items.ts';
import type { MailTrace } from '../domain/ticket.ts';

/** What recording a failure reads and writes. */
export type FailureDeps = {
  now(): Date;
  mailboxOf(mailboxId: string): Promise<Mailbox | null>;
  rawMail(mailbox: Mailbox, ref: MailRef): Promise<Uint8Array | 'too-large' | null>;
  stageRaw(raw: Uint8Array, receivedAt: Date): Promise<string>;
  /** The trace that an earlier attempt left in the mail's own partition, or null. */
  leftTrace(partition: string, id: string): Promise<MailTrace | null>;
  /** The trace by which a mail is in a ticket, or null: what failed then came after. */
  ticketTrace(mailId: string): Promise<MailTrace | null>;
  putTrace(trace: MailTrace): Promise<void>;
};

/** Notes on the trace that an attempt failed and why, while the queue tries again. Never throws: the error that counts is the attempt's. */
export async function recordAttempt(deps: FailureDeps, ref: MailRef, error: unknown): Promise<void> {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  await record(deps, ref, 'processing', `It is tried again after an error: ${reason}`).catch(() => undefined);
}

/** Records that a mail was given up, with what the last attempt saw; its raw bytes are kept, so that it can be replayed. */
export async function recordFailure(deps: FailureDeps, ref: MailRef): Promise<MailTrace> {
  return record(deps, ref, 'failed', 'It failed as often as it is tried; replay it once the cause is mended.');
}

async function record(deps: FailureDeps, ref: MailRef, outcome: 'processing' | 'failed', reason: string): Promise<MailTrace> {
  const receivedAt = new Date(ref.receivedAt);
  const mailbox = await deps.mailboxOf(ref.mailboxId);
  const read = mailbox ? await deps.rawMail(mailbox, ref).catch(() => null) : null;
  const raw = read === 'too-large' ? null : read;
  const rawBlob = ref.rawBlob ?? (raw && (await deps.stageRaw(raw, receivedAt)));
  const mail: ParsedMail | null = raw && parseHeaderOnly(raw);
  const mailId = mailIdFor(ref.mailboxId, ref.remoteId, mail?.rawSha256 ?? '');
  const finished = await deps.ticketTrace(mailId);
  if (finished) return finished;
  const left = outcome === 'failed' ? await deps.leftTrace(partitionOfMail(mailId), `mail-${mailId}`) : null;
  const lastError =
    left?.outcome === 'processing' && left.reason ? ` ${left.reason.replace('It is tried again after an error:', lastErrorMark)}` : '';
  const trace = failureTrace({ ...ref, receivedAt, now: deps.now(), mail, rawBlob }, outcome, `${reason}${lastError}`);
  await deps.putTrace(trace);
  return trace;
}

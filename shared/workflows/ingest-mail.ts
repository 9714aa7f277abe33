import { mailIdFor, partitionOfMail } from '../domain/ids.ts';
import { goneTrace, setAsideTrace } from '../domain/ingest/failure-traces.ts';
import type { MailFacts } from '../domain/ingest/ingest-facts.ts';
import { planRefusal } from '../domain/ingest/plan-refusal.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { renaming } from '../domain/notifications/final-message-id.ts';
import type { MailRef } from '../domain/queue-items.ts';
import { likelyTickets } from '../domain/thread/likely-tickets.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import { endsProcessAgain } from '../domain/trace/mail-failure.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';
import { MailboxPausedError, TicketBusyError } from '../errors.ts';
import { AttemptError } from './attempt-error.ts';
import { parseRawMail } from './parse-raw-mail.ts';
import { type MailboxSettings, type ReadFactsDeps, readFacts } from './read-facts.ts';
import { type RecogniseDeps, recogniseTestMail } from './recognise-test-mail.ts';
import type { RouteDeps } from './route-mail.ts';
import type { ticketTurns, Waiter } from './ticket-turns.ts';
import { type IngestResult, type TicketDeps, waitForTicket, writeInTurn } from './write-in-turn.ts';
import { giveBackUnused, type RefusedNumbers } from './write-plan.ts';

/** What ingest reads and writes. */
export type IngestDeps = TicketDeps &
  ReadFactsDeps &
  RecogniseDeps & {
    settingsOf(mailboxId: string): Promise<MailboxSettings | null>;
    /**
     * The raw bytes, staged or at the source; null when the source no longer has them. Mails larger
     * than `mailBytes` stay there.
     */
    rawMail(mailbox: Mailbox, ref: MailRef): Promise<Uint8Array | 'too-large' | 'unreadable' | null>;
    mailBytes: number;
    signingKeys(): Promise<SigningKeys>;
    /** The trace by which a mail is in a ticket, or null. */
    ticketTrace(mailId: string): Promise<MailTrace | null>;
    /** Removes the trace that an earlier attempt left in the mail's own partition. */
    dropTrace(partition: string, id: string): Promise<void>;
    /** Counts a hit of the block list. */
    countHit(entry: string): Promise<void>;
    /** The turns at tickets, one set for each process. */
    turns: ReturnType<typeof ticketTurns>;
    /** Waits a short, random time before the next try. */
    backOff(conflicts: number): Promise<void>;
  };

/**
 * How often other writers may be faster before the mail is requeued: within this process mails take
 * turns, so these are other processes.
 */
const maxConflicts = 8;
/**
 * A mail that was requeued this often has another problem than other mails: from here on its tries
 * count, and the queue gives it up.
 */
const maxRequeues = 100;
/** The delay of a mail that is requeued after conflicts. */
const afterConflictsSeconds = 2;
/** An announced mail may not be there at once; after this many deliveries it counts as deleted. */
const maxDeliveriesMissing = 5;

/**
 * Ingests one mail: from its source to its ticket, or to the reason why there is none. Doing it
 * again, at any time and after any crash, keeps what is done and does the rest. `delivery`: how
 * often the queue has delivered it, from 1.
 *
 * @throws TicketBusyError when its ticket is busy: nothing is written, the mail is due later.
 * @throws MailboxPausedError when it would have to be fetched from a mailbox that is paused.
 * @throws AttemptError for what fails once the mail is read, with what is known of it.
 * @throws what the stores and the source throw before: the queue tries again.
 */
export async function ingestMail(deps: IngestDeps, ref: MailRef, delivery: number): Promise<IngestResult> {
  const waiter = deps.turns.waiter();
  try {
    return await ingest(deps, ref, delivery, waiter);
  } finally {
    waiter.release();
  }
}

async function ingest(deps: IngestDeps, ref: MailRef, delivery: number, waiter: Waiter): Promise<IngestResult> {
  const again = ref.replay || delivery > 1 || ref.failure !== undefined || ref.waits?.tried === true;
  if (endsProcessAgain(ref.failure, delivery)) throw new Error('Each delivery of this mail has ended the process');
  // a requeued mail waits for its turn before anything of it is read
  if (ref.waits) waitForTicket(waiter, [ref.waits.ticketId], true);
  const settings = await deps.settingsOf(ref.mailboxId);
  if (!settings)
    throw new Error(`mailboxId: no mailbox "${ref.mailboxId}" is connected; connect it again or remove the message from the queue`);
  if (!settings.mailbox.enabled && ref.rawBlob === null) throw new MailboxPausedError(ref.mailboxId);
  const raw = await deps.rawMail(settings.mailbox, ref);
  if (raw === null && (ref.rawBlob !== null || delivery < maxDeliveriesMissing))
    throw new Error(`Mail ${ref.remoteId} is not where it should be`);
  if (raw === null || raw === 'too-large' || raw === 'unreadable') return keepTrace(deps, ref, notHandedOver(deps, ref, raw), again);
  const [mail, keys] = [parseRawMail(raw), await deps.signingKeys()];
  if (!ref.waits) waitForTicket(waiter, likelyTickets(mail, keys), false);
  const facts = await readFacts(deps, ref, mail, raw, settings);
  try {
    return await ingestRead({ ...deps, ...settings }, ref, facts, keys, waiter, again);
  } catch (error) {
    if (error instanceof TicketBusyError) throw error;
    const { parts: _, html: __, text: ___, ...header } = facts.mail;
    throw new AttemptError(error, { mailId: facts.mailId, mail: header, rawBlob: facts.rawBlob });
  }
}

/** Ingests a mail that was read and whose bytes are kept. */
async function ingestRead(
  deps: IngestDeps & RouteDeps,
  ref: MailRef,
  facts: MailFacts,
  keys: SigningKeys,
  waiter: Waiter,
  again: boolean,
): Promise<IngestResult> {
  const test = facts.accepted ? null : await recogniseTestMail(deps, facts);
  if (test) return keepTrace(deps, ref, test, again);
  const refusal = facts.accepted ? null : planRefusal(facts, keys);
  if (refusal?.blockedBy && !again && !facts.archived) await deps.countHit(refusal.blockedBy);
  if (refusal?.renamed) await deps.commit(renaming(refusal.renamed.of, refusal.renamed.messageId, facts.now));
  if (refusal) return keepTrace(deps, ref, refusal.trace, again);
  const refused: RefusedNumbers = [];
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    if (conflicts > 0) await deps.backOff(conflicts);
    const result = await writeInTurn(deps, ref, facts, keys, waiter, again || conflicts > 0, refused);
    if (!result) continue;
    if (result.trace.ticketNumber) waiter.alsoKnownAs(result.trace.ticketNumber);
    giveBackUnused(deps, refused, result.trace.ticketNumber);
    if (again) await cleanUp(deps, ref, result.trace);
    return result;
  }
  const ticketId = waiter.ticketId ?? '';
  if ((ref.waits?.times ?? 0) < maxRequeues) throw new TicketBusyError({ ticketId, afterSeconds: afterConflictsSeconds });
  throw new Error(
    `Ticket ${ticketId} changed ${maxConflicts} times before mail ${facts.mailId} could be written to it, in each of ${maxRequeues} tries`,
  );
}

/**
 * Removes what earlier attempts left: the trace in the mail's own partition, and the one written
 * before the mail's bytes were known.
 */
async function cleanUp(deps: IngestDeps, { mailboxId, remoteId }: MailRef, trace: MailTrace): Promise<void> {
  for (const mailId of [trace.mailId, mailIdFor(mailboxId, remoteId, '')]) {
    const partition = partitionOfMail(mailId);
    if (partition !== trace.ticketId) await deps.dropTrace(partition, `mail-${mailId}`);
  }
}

/** Keeps the trace of a mail without ticket, unless a technician put it into one meanwhile. */
async function keepTrace(deps: IngestDeps, ref: MailRef, trace: MailTrace, again: boolean): Promise<IngestResult> {
  const finished = again ? await deps.ticketTrace(trace.mailId) : null;
  const stands = finished ?? (await deps.putTrace(trace, ref.replay));
  if (again) await cleanUp(deps, ref, stands);
  return { trace: stands, sends: [] };
}

function notHandedOver(deps: IngestDeps, ref: MailRef, why: 'too-large' | 'unreadable' | null): MailTrace {
  const known = { mailboxId: ref.mailboxId, remoteId: ref.remoteId, receivedAt: new Date(ref.receivedAt), now: deps.now() };
  if (why === null) return goneTrace(known);
  return setAsideTrace({ ...known, why, size: deps.mailBytes, limit: deps.mailBytes, head: null });
}

import { mailIdFor, partitionOfMail } from '../domain/ids.ts';
import type { IngestFacts } from '../domain/ingest-facts.ts';
import { MailLimitError } from '../domain/limits.ts';
import type { ParsedMail } from '../domain/mail.ts';
import { endsProcessAgain, processEnded } from '../domain/mail-failure.ts';
import type { Mailbox } from '../domain/mailbox.ts';
import type { Notification } from '../domain/notification.ts';
import { goneTrace, setAsideTrace } from '../domain/other-traces.ts';
import { parseHeaderOnly, parseMail } from '../domain/parse-mail.ts';
import { planIngest } from '../domain/plan-ingest.ts';
import { isMachine } from '../domain/plan-record.ts';
import { planRefusal } from '../domain/plan-refusal.ts';
import type { MailRef, NotificationRef } from '../domain/queue-items.ts';
import type { SigningKeys } from '../domain/reply-token.ts';
import type { MailTrace } from '../domain/ticket.ts';
import { findPlace, type PlaceDeps } from './find-place.ts';
import { findThread, type ThreadDeps } from './find-thread.ts';
import { type HouseSettings, type ReadFactsDeps, readFacts } from './read-facts.ts';
import { type RecordDeps, recordMachineMail } from './record-machine-mail.ts';
import { giveBackUnused, type RefusedNumbers, type WriteDeps, writePlan } from './write-plan.ts';

/** What ingest reads and writes. */
export type IngestDeps = ThreadDeps &
  PlaceDeps &
  ReadFactsDeps &
  RecordDeps &
  WriteDeps & {
    settingsOf(mailboxId: string): Promise<HouseSettings | null>;
    /** The raw bytes, staged or at the source; null when the source no longer has them. Larger mails than `mailBytes` stay there. */
    rawMail(mailbox: Mailbox, ref: MailRef): Promise<Uint8Array | 'too-large' | null>;
    mailBytes: number;
    signingKeys(): Promise<SigningKeys>;
    /** The trace by which a mail is in a ticket, or null. */
    ticketTrace(mailId: string): Promise<MailTrace | null>;
    /** Removes the trace that an earlier attempt left in the mail's own partition. */
    dropTrace(partition: string, id: string): Promise<void>;
    /** Counts a hit of the block list. */
    countHit(entry: string): Promise<void>;
  };

/** What came of it, and the notifications that are now owed. */
export type IngestResult = { trace: MailTrace; sends: NotificationRef[] };

/** A race is lost so often before the queue is left to try again: a hundred replies at once to one ticket take turns. */
const mostRaces = 8;
/** A mail that was announced may not be there at once; after so many deliveries it counts as deleted. */
const goneAfter = 5;

/**
 * Takes one mail in: from its source to its ticket, or to the reason why there is none. Doing it again, at any time and after any crash,
 * changes nothing that is done already and does the rest. `delivery`: how often the queue has delivered it, from 1.
 *
 * @throws whatever the stores and the source throw: the queue tries again.
 */
export async function ingestMail(deps: IngestDeps, ref: MailRef, delivery: number): Promise<IngestResult> {
  const again = ref.replay || delivery > 1 || ref.failure !== undefined;
  if (endsProcessAgain(ref.failure, delivery)) throw new Error(processEnded.message);
  const settings = await deps.settingsOf(ref.mailboxId);
  if (!settings)
    throw new Error(`mailboxId: no mailbox "${ref.mailboxId}" is connected; connect it again or remove the message from the queue`);
  const raw = await deps.rawMail(settings.mailbox, ref);
  if (raw === null && (ref.rawBlob !== null || delivery < goneAfter)) throw new Error(`Mail ${ref.remoteId} is not where it should be`);
  if (raw === null || raw === 'too-large') return leave(deps, ref, notHandedOver(deps, ref, raw), again);
  const facts = await readFacts(deps, ref, read(raw), raw, settings);
  const keys = await deps.signingKeys();
  const refusal = facts.accepted ? null : planRefusal(facts, keys);
  if (refusal?.blockedBy && !again) await deps.countHit(refusal.blockedBy);
  if (refusal) return leave(deps, ref, refusal.trace, again);
  const refused: RefusedNumbers = [];
  for (let race = 0; race < mostRaces; race += 1) {
    const withThread = { ...facts, thread: await findThread(deps, facts, keys) };
    const result = await settle(deps, ref, withThread, keys, again || race > 0, refused);
    if (!result) continue;
    giveBackUnused(deps, refused, result.trace.ticketNumber);
    if (again) await cleanUp(deps, ref, result.trace);
    return result;
  }
  throw new Error(
    `The ticket of mail ${facts.mailId} changed ${mostRaces} times while this mail was to be written to it; it is tried again`,
  );
}

/** Writes what becomes of the mail, once; null when somebody was faster and it has to be decided again. */
async function settle(
  deps: IngestDeps,
  ref: MailRef,
  facts: IngestFacts,
  keys: SigningKeys,
  thorough: boolean,
  refused: RefusedNumbers,
): Promise<IngestResult | null> {
  const { kind } = facts.classification;
  if (isMachine(kind) && !facts.accepted) {
    const trace = await recordMachineMail(deps, facts, kind, keys, ref.replay);
    return trace && { trace, sends: [] };
  }
  const place = await findPlace(deps, facts, thorough);
  if (place.kind === 'done') return { trace: place.trace, sends: sendsOf(place.owed, true) };
  const written = await writePlan(deps, planIngest(facts, place), facts.queue, refused);
  return written && { trace: written.trace, sends: sendsOf(written.notifications, false) };
}

/** Removes what earlier attempts left: the trace in the mail's own partition, and the one that was written without knowing the mail's bytes. */
async function cleanUp(deps: IngestDeps, { mailboxId, remoteId }: MailRef, trace: MailTrace): Promise<void> {
  for (const mailId of [trace.mailId, mailIdFor(mailboxId, remoteId, '')]) {
    const partition = partitionOfMail(mailId);
    if (partition !== trace.ticketId) await deps.dropTrace(partition, `mail-${mailId}`);
  }
}

const sendsOf = (notifications: Notification[], again: boolean): NotificationRef[] =>
  notifications.map(({ ticketId, id }) => ({ ticketId, notificationId: id, again }));

/** Keeps the trace of a mail that makes nothing, unless it is in a ticket: somebody may have accepted it meanwhile. */
async function leave(deps: IngestDeps, ref: MailRef, trace: MailTrace, again: boolean): Promise<IngestResult> {
  const finished = again ? await deps.ticketTrace(trace.mailId) : null;
  const stands = finished ?? (await deps.putTrace(trace, ref.replay));
  if (again) await cleanUp(deps, ref, stands);
  return { trace: stands, sends: [] };
}

function notHandedOver(deps: IngestDeps, ref: MailRef, why: 'too-large' | null): MailTrace {
  const known = { mailboxId: ref.mailboxId, remoteId: ref.remoteId, receivedAt: new Date(ref.receivedAt), now: deps.now() };
  if (why === null) return goneTrace(known);
  return setAsideTrace({ ...known, problem: why, size: deps.mailBytes, limit: deps.mailBytes, head: null });
}

/** Reads the mail; one beyond the limits is read as far as its header goes, with the whole of it as a file and the limit named. */
function read(raw: Uint8Array): ParsedMail {
  try {
    return parseMail(raw);
  } catch (error) {
    if (!(error instanceof MailLimitError)) throw error;
    const mail = parseHeaderOnly(raw);
    const whole = {
      name: 'message.eml',
      contentType: 'message/rfc822',
      disposition: 'attachment',
      contentId: null,
      contentLocation: null,
      foundIn: 'mail',
    } as const;
    const part = { ...whole, content: raw, size: raw.byteLength, sha256: mail.rawSha256 };
    return { ...mail, parts: [part], defects: [...mail.defects, `${error.message} The whole mail is attached as it came.`] };
  }
}

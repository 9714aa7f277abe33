import { mailIdFor, partitionOfMail } from '../domain/ids.ts';
import { goneTrace, setAsideTrace } from '../domain/ingest/failure-traces.ts';
import type { MailFacts } from '../domain/ingest/ingest-facts.ts';
import { planRefusal } from '../domain/ingest/plan-refusal.ts';
import { MailLimitError } from '../domain/mail/mail-limits.ts';
import { parseHeaderOnly, parseMail } from '../domain/mail/parse-mail.ts';
import type { ParsedMail } from '../domain/mail/parsed-mail.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import type { MailRef } from '../domain/queue-items.ts';
import { likelyTickets } from '../domain/thread/likely-tickets.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import { endsProcessAgain, processEnded } from '../domain/trace/mail-failure.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';
import { remark } from '../domain/words/remark.ts';
import { TicketBusyError } from '../errors.ts';
import { AttemptError } from './attempt-error.ts';
import { type MailboxSettings, type ReadFactsDeps, readFacts } from './read-facts.ts';
import { type Settled, settleInTurn, type TicketDeps, takePlace } from './settle-in-turn.ts';
import type { ticketLines, Visitor } from './ticket-lines.ts';
import { giveBackUnused, type RefusedNumbers } from './write-plan.ts';

/** What ingest reads and writes. */
export type IngestDeps = TicketDeps &
  ReadFactsDeps & {
    settingsOf(mailboxId: string): Promise<MailboxSettings | null>;
    /**
     * The raw bytes, staged or at the source; null when the source no longer has them. Larger mails
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
    /** The lines before the tickets, one set for each process. */
    lines: ReturnType<typeof ticketLines>;
    /** Waits a short, random while before the race is run once more. */
    backOff(race: number): Promise<void>;
  };

/** What came of it, and the notifications that are now owed. */
export type IngestResult = Settled;

/**
 * A race is lost so often before the mail is put back: within this process mails take turns, so
 * those who win are other processes.
 */
const maxRaces = 8;
/**
 * A mail that has lost races on so many visits meets something else than other mails: the queue
 * counts its tries, and gives it up.
 */
const maxVisits = 100;
/** After so many lost races it stays away so many seconds. */
const afterRacesSeconds = 2;
/**
 * A mail that was announced may not be there at once; after so many deliveries it counts as
 * deleted.
 */
const maxDeliveriesMissing = 5;

/**
 * Takes one mail in: from its source to its ticket, or to the reason why there is none. Doing it
 * again, at any time and after any crash, changes nothing that is done already and does the rest.
 * `delivery`: how often the queue has delivered it, from 1.
 *
 * @throws TicketBusyError when its ticket takes in others first: nothing is written, it comes again
 * later.
 * @throws AttemptError for what fails once the mail is read, with what is known of it.
 * @throws whatever the stores and the source throw before: the queue tries again.
 */
export async function ingestMail(deps: IngestDeps, ref: MailRef, delivery: number): Promise<IngestResult> {
  const visitor = deps.lines.visitor();
  try {
    return await ingest(deps, ref, delivery, visitor);
  } finally {
    visitor.leave();
  }
}

async function ingest(deps: IngestDeps, ref: MailRef, delivery: number, visitor: Visitor): Promise<IngestResult> {
  const again = ref.replay || delivery > 1 || ref.failure !== undefined || ref.waits?.tried === true;
  if (endsProcessAgain(ref.failure, delivery)) throw new Error(processEnded.message);
  // one that was put back asks for its place before anything of it is read
  if (ref.waits) takePlace(visitor, [ref.waits.ticketId], true);
  const settings = await deps.settingsOf(ref.mailboxId);
  if (!settings)
    throw new Error(`mailboxId: no mailbox "${ref.mailboxId}" is connected; connect it again or remove the message from the queue`);
  const raw = await deps.rawMail(settings.mailbox, ref);
  if (raw === null && (ref.rawBlob !== null || delivery < maxDeliveriesMissing))
    throw new Error(`Mail ${ref.remoteId} is not where it should be`);
  if (raw === null || raw === 'too-large' || raw === 'unreadable') return leave(deps, ref, notHandedOver(deps, ref, raw), again);
  const [mail, keys] = [read(raw), await deps.signingKeys()];
  if (!ref.waits) takePlace(visitor, likelyTickets(mail, keys), false);
  const facts = await readFacts(deps, ref, mail, raw, settings);
  try {
    return await settleRead(deps, ref, facts, keys, visitor, again);
  } catch (error) {
    if (error instanceof TicketBusyError) throw error;
    const { parts: _, html: __, text: ___, ...header } = facts.mail;
    throw new AttemptError(error, { mailId: facts.mailId, mail: header, rawBlob: facts.rawBlob });
  }
}

/** Sees a mail that was read and whose bytes are kept to its end. */
async function settleRead(
  deps: IngestDeps,
  ref: MailRef,
  facts: MailFacts,
  keys: SigningKeys,
  visitor: Visitor,
  again: boolean,
): Promise<IngestResult> {
  const refusal = facts.accepted ? null : planRefusal(facts, keys);
  if (refusal?.blockedBy && !again) await deps.countHit(refusal.blockedBy);
  if (refusal) return leave(deps, ref, refusal.trace, again);
  const refused: RefusedNumbers = [];
  for (let race = 0; race < maxRaces; race += 1) {
    if (race > 0) await deps.backOff(race);
    const result = await settleInTurn(deps, ref, facts, keys, visitor, again || race > 0, refused);
    if (!result) continue;
    if (result.trace.ticketNumber) visitor.named(result.trace.ticketNumber);
    giveBackUnused(deps, refused, result.trace.ticketNumber);
    if (again) await cleanUp(deps, ref, result.trace);
    return result;
  }
  const ticketId = visitor.ticketId ?? '';
  if ((ref.waits?.times ?? 0) < maxVisits) throw new TicketBusyError({ ticketId, afterSeconds: afterRacesSeconds });
  throw new Error(
    `Ticket ${ticketId} changed ${maxRaces} times while mail ${facts.mailId} was to be written to it, on ${maxVisits} visits`,
  );
}

/**
 * Removes what earlier attempts left: the trace in the mail's own partition, and the one that was
 * written without knowing the mail's bytes.
 */
async function cleanUp(deps: IngestDeps, { mailboxId, remoteId }: MailRef, trace: MailTrace): Promise<void> {
  for (const mailId of [trace.mailId, mailIdFor(mailboxId, remoteId, '')]) {
    const partition = partitionOfMail(mailId);
    if (partition !== trace.ticketId) await deps.dropTrace(partition, `mail-${mailId}`);
  }
}

/**
 * Keeps the trace of a mail that makes nothing, unless it is in a ticket: somebody may have
 * accepted it meanwhile.
 */
async function leave(deps: IngestDeps, ref: MailRef, trace: MailTrace, again: boolean): Promise<IngestResult> {
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

/**
 * Reads the mail; one beyond the limits is read as far as its header goes, with the whole of it as
 * a file and the limit named.
 */
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
    return { ...mail, parts: [part], defects: [...mail.defects, remark(error.limit, { most: error.most })] };
  }
}

import { classify } from '../domain/classify.ts';
import { domainOf, type KnownSender } from '../domain/contact.ts';
import { mailIdFor, messageIdHash, partitionOfMail } from '../domain/ids.ts';
import type { IngestFacts } from '../domain/ingest-facts.ts';
import { senderOf } from '../domain/ingest-items.ts';
import { MailLimitError } from '../domain/limits.ts';
import type { ParsedMail } from '../domain/mail.ts';
import type { Mailbox } from '../domain/mailbox.ts';
import type { Notification } from '../domain/notification.ts';
import { goneTrace, quarantineTrace, setAsideTrace } from '../domain/other-traces.ts';
import { parseHeaderOnly, parseMail } from '../domain/parse-mail.ts';
import { type Place, placeAt, placeInJoined, ticketIdsFor } from '../domain/place.ts';
import { planIngest } from '../domain/plan-ingest.ts';
import { isMachine } from '../domain/plan-record.ts';
import { planRefusal } from '../domain/plan-refusal.ts';
import type { MailRef, NotificationRef } from '../domain/queue-items.ts';
import type { SigningKeys } from '../domain/reply-token.ts';
import type { Policy, TicketQueue } from '../domain/settings.ts';
import type { MailTrace } from '../domain/ticket.ts';
import { findThread, type ThreadDeps } from './find-thread.ts';
import { type RecordDeps, recordMachineMail } from './record-machine-mail.ts';
import { type WriteDeps, writePlan } from './write-plan.ts';

/** What ingest reads and writes. */
export type IngestDeps = ThreadDeps &
  RecordDeps &
  WriteDeps & {
    now(): Date;
    settingsOf(
      mailboxId: string,
    ): Promise<{ mailbox: Mailbox; queue: TicketQueue; policy: Policy; ownAddresses: ReadonlySet<string> } | null>;
    /** The raw bytes, staged or at the source; null when the source no longer has them. Larger mails than `mailBytes` stay there. */
    rawMail(mailbox: Mailbox, ref: MailRef): Promise<Uint8Array | 'too-large' | null>;
    mailBytes: number;
    signingKeys(): Promise<SigningKeys>;
    knownSender(address: string, domain: string): Promise<KnownSender>;
    /** Keeps the raw mail; returns the name of its blob. */
    stageRaw(raw: Uint8Array, receivedAt: Date): Promise<string>;
  };

/** What came of it, and the notifications that are now owed. */
export type IngestResult = { trace: MailTrace; sends: NotificationRef[] };

/** A race is lost so often before the queue is left to try again: a hundred replies at once to one ticket take turns. */
const mostRaces = 8;

/**
 * Takes one mail in: from its source to its ticket, or to the reason why there is none. Doing it again, at any time and after any crash,
 * changes nothing that is done already and does the rest. `again`: the queue delivered it before, or an admin asked for it.
 *
 * @throws whatever the stores and the source throw: the queue tries again.
 */
export async function ingestMail(deps: IngestDeps, ref: MailRef, again: boolean): Promise<IngestResult> {
  const settings = await deps.settingsOf(ref.mailboxId);
  if (!settings)
    throw new Error(`mailboxId: no mailbox "${ref.mailboxId}" is connected; connect it again or remove the message from the queue`);
  const raw = await deps.rawMail(settings.mailbox, ref);
  const receivedAt = new Date(ref.receivedAt);
  const base = { remoteId: ref.remoteId, receivedAt, now: deps.now(), ...settings };
  if (raw === null) return refuse(deps, goneTrace(base));
  if (raw === 'too-large') {
    const aside = { ...base, mailboxId: ref.mailboxId, problem: raw, size: deps.mailBytes, limit: deps.mailBytes, head: null };
    return refuse(deps, setAsideTrace(aside));
  }
  const { mail, limit } = await read(raw);
  const mailId = mailIdFor(ref.mailboxId, ref.remoteId, mail.rawSha256);
  const author = senderOf({ mail, sender: { contact: null, client: null } });
  const [rawBlob, sender, keys] = await Promise.all([
    ref.rawBlob ?? deps.stageRaw(raw, receivedAt),
    deps.knownSender(author.address, domainOf(author.address)),
    deps.signingKeys(),
  ]);
  const classification = classify(mail);
  const facts = { ...base, mail, mailId, rawBlob, classification, sender };
  if (limit) return refuse(deps, quarantineTrace(facts, limit));
  const refusal = planRefusal(facts, keys);
  if (refusal) return refuse(deps, refusal);
  for (let race = 0; race < mostRaces; race += 1) {
    const thread = await findThread(deps, facts, keys);
    const withThread = { ...facts, thread };
    if (isMachine(classification.kind)) {
      const trace = await recordMachineMail(deps, withThread, classification.kind, keys);
      if (trace) return { trace, sends: [] };
      continue;
    }
    const place = await findPlace(deps, withThread, again || race > 0);
    if (place.kind === 'done') {
      const sends = place.owed.map(({ ticketId, id }) => ({ ticketId, notificationId: id, again: true }));
      await deps.dropTrace(partitionOfMail(mailId), place.trace.id);
      return { trace: place.trace, sends };
    }
    const plan = planIngest(withThread, place);
    const written = await writePlan(deps, plan, settings.queue, again);
    if (written) return { trace: written.trace, sends: sendsOf(written) };
  }
  throw new Error(`The ticket of mail ${mailId} changed ${mostRaces} times while this mail was to be written to it; it is tried again`);
}

const sendsOf = ({ notifications }: { notifications: Notification[] }): NotificationRef[] =>
  notifications.map(({ ticketId, id }) => ({ ticketId, notificationId: id, again: false }));

/**
 * Where the mail goes. A mail that no clue ties to a ticket is most often new, so at first its ticket's id is taken to be free: creating it
 * fails if it isn't, and then (`thorough`) it is read.
 */
async function findPlace(deps: ThreadDeps, facts: IngestFacts, thorough: boolean): Promise<Place> {
  const { thread, mail, mailId } = facts;
  if (thread.joins) return placeInJoined(facts, thread.joins.state, thread.joins.newcomer);
  const ticketIds = ticketIdsFor(facts, thread);
  for (const ticketId of ticketIds) {
    const state = thorough ? await deps.ticketState(ticketId, messageIdHash(mail.messageId), mailId) : null;
    const place = placeAt(facts, ticketId, state, thread.links);
    if (place) return place;
  }
  throw new Error(`Both ticket ids of mail ${mailId} (${ticketIds.join(', ')}) are taken by other mails`);
}

async function refuse(deps: WriteDeps, trace: MailTrace): Promise<IngestResult> {
  await deps.putTrace(trace);
  return { trace, sends: [] };
}

/** Reads the mail; one beyond the limits is read as far as its header goes. */
async function read(raw: Uint8Array): Promise<{ mail: ParsedMail; limit: string | null }> {
  try {
    return { mail: await parseMail(raw), limit: null };
  } catch (error) {
    if (error instanceof MailLimitError) return { mail: parseHeaderOnly(raw), limit: error.message };
    throw error;
  }
}

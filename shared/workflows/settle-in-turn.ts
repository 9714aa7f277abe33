import type { IngestFacts, MailFacts, RecentAnswers, Thread } from '../domain/ingest/ingest-facts.ts';
import { ticketIdsFor } from '../domain/ingest/placement.ts';
import { planDuplicate, planIngest } from '../domain/ingest/plan-ingest.ts';
import { isMachine } from '../domain/ingest/plan-machine-mail.ts';
import { totalOfAll, totalOfDomain } from '../domain/notifications/answer-total.ts';
import type { AutoAnswerCount } from '../domain/notifications/loop-breaker.ts';
import type { Notification } from '../domain/notifications/notification.ts';
import { createdBy, type TicketChange } from '../domain/notifications/ticket-change.ts';
import { type MailRef, type NotificationRef, notificationRef } from '../domain/queue-items.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';
import { TicketBusyError } from '../errors.ts';
import { findPlacement, type PlaceDeps } from './find-place.ts';
import { findThread, type ThreadDeps } from './find-thread.ts';
import { type RecordDeps, recordMachineMail } from './record-machine-mail.ts';
import type { Visitor } from './ticket-lines.ts';
import type { TicketVersions } from './ticket-versions.ts';
import { type RefusedNumbers, type WriteDeps, writePlan } from './write-plan.ts';

/** What is read and written of tickets. */
export type TicketDeps = ThreadDeps &
  PlaceDeps &
  RecordDeps &
  WriteDeps & {
    /** The trace by which a mail is in a ticket, or null. */
    ticketTrace(mailId: string): Promise<MailTrace | null>;
    /**
     * The automatic answers to a sender: those read from the store and those counted in this
     * process, as of now.
     */
    autoAnswersNow(key: string, stored: AutoAnswerCount | null): AutoAnswerCount | null;
    /**
     * The automatic answers that are counted under a key (of a domain, or of all) within so many
     * minutes.
     */
    answersNow(key: string, minutes: number): number;
  };

/** What came of a mail, and the notifications that are now owed. */
export type Settled = { trace: MailTrace; sends: NotificationRef[] };

/**
 * Finds the mail's ticket and writes to it in its turn there; null when somebody was faster and it
 * has to be decided again.
 *
 * @throws TicketBusyError when it stood in the line of another ticket, and its own has a full one.
 */
export async function settleInTurn(
  deps: TicketDeps,
  ref: MailRef,
  facts: MailFacts,
  keys: SigningKeys,
  visitor: Visitor,
  thorough: boolean,
  refused: RefusedNumbers,
): Promise<Settled | null> {
  const lookedUp = rememberLookUps(deps);
  visitor.looks();
  const thread = await findThread(lookedUp, facts, keys);
  const ticketId = ticketIdOf(facts, thread);
  // in the line of another ticket: what a mail says of itself is a guess
  if (ticketId !== visitor.ticketId) takePlace(visitor, [ticketId], true);
  return visitor.turn(async (changed, versions) => {
    const current = changed ? await findThread(inTurn(deps, lookedUp, facts, versions), facts, keys) : thread;
    const commit = async (change: TicketChange) => {
      const answer = await deps.commit(change);
      versions.committed(change, answer);
      return answer;
    };
    return settle({ ...deps, commit }, ref, { ...facts, thread: current }, keys, thorough, refused);
  });
}

/**
 * Takes a place in the line of the first of these tickets that has one. Throws TicketBusyError when
 * it is full.
 */
export function takePlace(visitor: Visitor, names: [string, ...string[]], cameBack: boolean): void {
  const busy = visitor.enter(names, cameBack);
  if (busy) throw new TicketBusyError(busy);
}

/**
 * Each question of one mail is asked once: a ticket may be named by several clues. Which tickets it
 * names is not asked once more in its turn, since a turn is to be short: a ticket that came
 * meanwhile shows when the mail is written.
 */
function rememberLookUps(deps: ThreadDeps): ThreadDeps {
  return {
    ticketState: rememberAnswers(deps.ticketState),
    ticketIdsByMessageIds: rememberAnswers(deps.ticketIdsByMessageIds),
    ticketIdsByNumbers: rememberAnswers(deps.ticketIdsByNumbers),
  };
}

/**
 * Looking again in the turn, after others have worked: a ticket is as they left it, and read anew
 * only where that doesn't tell. The notes of machines change no version of a ticket, so a machine's
 * mail looks for its copies in the store.
 */
function inTurn(deps: ThreadDeps, lookedUp: ThreadDeps, facts: MailFacts, versions: TicketVersions): ThreadDeps {
  if (isMachine(facts.classification.kind)) return { ...lookedUp, ticketState: rememberAnswers(deps.ticketState) };
  const ticketState = async (ticketId: string, hash: string, mailId: string) => {
    const before = await lookedUp.ticketState(ticketId, hash, mailId);
    return (before && versions.broughtUp(before, hash)) ?? deps.ticketState(ticketId, hash, mailId);
  };
  return { ...lookedUp, ticketState: rememberAnswers(ticketState) };
}

function rememberAnswers<Question extends unknown[], Answer>(ask: (...question: Question) => Answer): (...question: Question) => Answer {
  const answers = new Map<string, Answer>();
  return (...question) => {
    const key = JSON.stringify(question);
    const answer = answers.get(key) ?? ask(...question);
    answers.set(key, answer);
    return answer;
  };
}

/**
 * The ticket that the mail will be written to, or most likely: the one of its conversation may be
 * taken.
 */
function ticketIdOf(facts: MailFacts, thread: Thread): string {
  const [first] = ticketIdsFor(facts, thread);
  return (thread.seen ?? thread.joins?.state)?.ticket.ticketId ?? first?.ticketId ?? '';
}

/**
 * Writes what becomes of the mail, once; null when somebody was faster and it has to be decided
 * again.
 */
async function settle(
  deps: TicketDeps,
  ref: MailRef,
  facts: IngestFacts,
  keys: SigningKeys,
  thorough: boolean,
  refused: RefusedNumbers,
): Promise<Settled | null> {
  const { kind } = facts.classification;
  if (isMachine(kind) && !facts.accepted) {
    // it may be in a ticket all the same: a technician accepted it while an earlier item of it was
    // still in a queue
    const finished = thorough ? await deps.ticketTrace(facts.mailId) : null;
    if (finished) return { trace: finished, sends: [] };
    const trace = await recordMachineMail(deps, facts, kind, keys, ref.replay);
    return trace && { trace, sends: [] };
  }
  const place = await findPlacement(deps, facts, thorough);
  if (place.kind === 'done') return { trace: place.trace, sends: sendsOf(place.owed, true) };
  if (place.kind === 'duplicate') {
    const { change, trace } = planDuplicate(facts, place.state);
    return (await deps.commit(change)) === 'conflict' ? null : { trace, sends: [] };
  }
  // the counts are read here and raised by writePlan before it waits: no mail comes in between
  const written = await writePlan(deps, planIngest(facts, place, recentAnswers(deps, facts)), facts.queue, refused);
  return written && { trace: written.trace, sends: sendsOf(createdBy(written.change, 'notification'), false) };
}

function recentAnswers(deps: TicketDeps, { answered, policy }: IngestFacts): RecentAnswers {
  const { perDomain, inAll } = policy.loops;
  return {
    state: deps.autoAnswersNow(answered.key, answered.stored),
    totals: {
      domain: deps.answersNow(totalOfDomain(answered.domain), perDomain.minutes),
      all: deps.answersNow(totalOfAll, inAll.minutes),
    },
  };
}

const sendsOf = (notifications: Notification[], again: boolean): NotificationRef[] =>
  notifications.map(({ ticketId, id }) => notificationRef({ ticketId, notificationId: id }, again));

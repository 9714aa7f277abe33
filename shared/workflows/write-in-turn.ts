import { replyKind } from '../domain/conversation/plan-reply.ts';
import type { IngestFacts, MailFacts, RecentAnswers, Thread } from '../domain/ingest/ingest-facts.ts';
import { ticketIdsFor } from '../domain/ingest/placement.ts';
import { planDuplicate, planIngest } from '../domain/ingest/plan-ingest.ts';
import { isMachine } from '../domain/ingest/plan-machine-mail.ts';
import { planSuppression } from '../domain/ingest/plan-suppression.ts';
import { technicianIn } from '../domain/ingest/technician-of.ts';
import { totalOfAll, totalOfDomain } from '../domain/notifications/answer-total.ts';
import type { AutoAnswerCount } from '../domain/notifications/loop-breaker.ts';
import { type Notification, refOf } from '../domain/notifications/notification.ts';
import { createdBy, type TicketChange } from '../domain/notifications/ticket-change.ts';
import type { MailRef, NotificationRef } from '../domain/queue-items.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';
import { TicketBusyError } from '../errors.ts';
import { findPlacement, type PlacementDeps } from './find-placement.ts';
import { findThread, type ThreadDeps } from './find-thread.ts';
import { planTechnicianAnswer, type TechnicianAnswerDeps } from './plan-technician-answer.ts';
import { type RecordDeps, recordMachineMail } from './record-machine-mail.ts';
import { type RouteDeps, routeMail } from './route-mail.ts';
import type { Waiter } from './ticket-turns.ts';
import type { TicketVersions } from './ticket-versions.ts';
import { type AlertDeps, writeAlert } from './write-alert.ts';
import { type RefusedNumbers, type WriteDeps, writePlan } from './write-plan.ts';

/** What is read and written of tickets. */
export type TicketDeps = ThreadDeps &
  PlacementDeps &
  RecordDeps &
  AlertDeps &
  TechnicianAnswerDeps &
  WriteDeps & {
    /** The trace by which a mail is in a ticket, or null. */
    ticketTrace(mailId: string): Promise<MailTrace | null>;
    /**
     * The automatic answers to a sender as of now: those in the store and those counted in this
     * process.
     */
    autoAnswersNow(key: string, stored: AutoAnswerCount | null): AutoAnswerCount | null;
    /** The automatic answers counted under a key (of a domain, or of all) in the last minutes. */
    answersNow(key: string, minutes: number): number;
  };

/** What became of a mail, and the notifications that are now due. */
export type IngestResult = { trace: MailTrace; sends: NotificationRef[] };

/**
 * Finds the mail's ticket and writes to it in turn; null when another writer was faster and it must
 * be decided again.
 *
 * @throws TicketBusyError when it waited for another ticket, and too many wait for its own;
 * BrokenSettingError when a rule that it depends on can't be applied.
 */
export async function writeInTurn(
  deps: TicketDeps & RouteDeps,
  ref: MailRef,
  facts: MailFacts,
  keys: SigningKeys,
  waiter: Waiter,
  thorough: boolean,
  refused: RefusedNumbers,
): Promise<IngestResult | null> {
  const lookedUp = rememberLookUps(deps);
  waiter.startsReading();
  const thread = await findThread(lookedUp, facts, keys);
  const routed = await routeMail(deps, facts, thread);
  const ticketId = routed.routed.alert?.id ?? ticketIdOf(facts, thread);
  // it waited for another ticket: the guess made from its header was wrong
  if (ticketId !== waiter.ticketId) waitForTicket(waiter, [ticketId], true);
  return waiter.turn(async (changed, versions) => {
    const current = changed ? await findThread(inTurn(deps, lookedUp, facts, versions), facts, keys) : thread;
    const route = changed ? await routeMail(deps, facts, current) : routed;
    const commit = async (change: TicketChange) => {
      const answer = await deps.commit(change);
      versions.committed(change, answer);
      return answer;
    };
    return decideAndWrite({ ...deps, commit }, ref, { ...facts, ...route, thread: current }, keys, thorough, refused);
  });
}

/**
 * Waits for the first of these tickets that others wait for, else for the first.
 *
 * @throws TicketBusyError when too many wait for it.
 */
export function waitForTicket(waiter: Waiter, keys: [string, ...string[]], returning: boolean): void {
  const busy = waiter.waitFor(keys, returning);
  if (busy) throw new TicketBusyError(busy);
}

/**
 * Each look-up of one mail runs once: several clues may name one ticket. Which tickets it names is
 * not looked up again in its turn, to keep turns short: a ticket that was opened meanwhile shows
 * when the mail is written.
 */
function rememberLookUps(deps: ThreadDeps): ThreadDeps {
  return {
    ticketState: rememberAnswers(deps.ticketState),
    ticketIdsByMessageIds: rememberAnswers(deps.ticketIdsByMessageIds),
    ticketIdsByNumbers: rememberAnswers(deps.ticketIdsByNumbers),
  };
}

/**
 * Look-ups in the turn, after others wrote: a ticket is as they left it, and read anew only where
 * that is not known. Notes of machines don't change a ticket's version, so a machine's mail looks
 * for its copies in the store.
 */
function inTurn(deps: ThreadDeps, lookedUp: ThreadDeps, facts: MailFacts, versions: TicketVersions): ThreadDeps {
  if (isMachine(facts.classification.kind)) return { ...lookedUp, ticketState: rememberAnswers(deps.ticketState) };
  const ticketState = async (ticketId: string, hash: string, mailId: string) => {
    const before = await lookedUp.ticketState(ticketId, hash, mailId);
    return (before && versions.upToDate(before, hash)) ?? deps.ticketState(ticketId, hash, mailId);
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

/** The ticket that the mail is likely written to: the id of its conversation may be taken. */
function ticketIdOf(facts: MailFacts, thread: Thread): string {
  const [first] = ticketIdsFor(facts, thread);
  return (thread.seen ?? thread.joins?.state)?.ticket.ticketId ?? first?.ticketId ?? '';
}

/**
 * Decides what becomes of the mail and writes it, once; null when another writer was faster and it
 * must be decided again.
 */
async function decideAndWrite(
  deps: TicketDeps,
  ref: MailRef,
  facts: IngestFacts,
  keys: SigningKeys,
  thorough: boolean,
  refused: RefusedNumbers,
): Promise<IngestResult | null> {
  const { kind } = facts.classification;
  if (isMachine(kind) && !facts.accepted) {
    // it may still be in a ticket: a technician accepted it while an earlier item of it was queued
    const finished = thorough ? await deps.ticketTrace(facts.mailId) : null;
    if (finished) return { trace: finished, sends: [] };
    return recordMachineMail(deps, facts, kind, keys, ref.replay);
  }
  const { alert, suppressedBy } = facts.routed;
  if (alert) return writeAlert(deps, ref, facts, alert, recentAnswers(deps, facts), thorough, refused);
  const place = suppressedBy ? null : await findPlacement(deps, facts, thorough);
  if (place === null || place.kind === 'new') {
    // an earlier attempt may have put it into the ticket of an alert: the rules have changed since
    const finished = thorough ? await deps.ticketTrace(facts.mailId) : null;
    if (finished) return { trace: finished, sends: [] };
  }
  if (place === null) return { trace: await deps.putTrace(planSuppression(facts), ref.replay), sends: [] };
  if (place.kind === 'done') return { trace: place.trace, sends: sendsOf(place.owed, true) };
  if (place.kind === 'duplicate') {
    const { change, trace } = planDuplicate(facts, place.state);
    return (await deps.commit(change)) === 'conflict' ? null : { trace, sends: [] };
  }
  // the counts are read here and raised by writePlan before it awaits: no mail comes in between
  const answers = () => recentAnswers(deps, facts);
  const technician = place.kind === 'join' ? technicianIn(facts, place.state.ticket) : null;
  const plan =
    place.kind === 'join' && technician
      ? await planTechnicianAnswer(deps, facts, place, technician, keys, answers)
      : planIngest(facts, place, answers());
  const written = await writePlan(deps, plan, facts.queue, refused);
  return written && { trace: written.trace, sends: sendsOf(createdBy(written.change, 'notification').filter(waits), false) };
}

function recentAnswers(deps: TicketDeps, { answered, policy }: IngestFacts): RecentAnswers {
  const { perDomain, inAll } = policy.loops;
  return {
    state: deps.autoAnswersNow(answered.key, answered.stored),
    totals: {
      domain: deps.answersNow(totalOfDomain(answered.domain), perDomain.minutes),
      all: deps.answersNow(totalOfAll, inAll.minutes),
    },
    owedLately: deps.answersNow,
  };
}

/** What is held is not sent. */
const waits = ({ status }: Notification): boolean => status === 'waiting';

/** The first mail of a reply lets it go, and the others are sent along. */
const sendsOf = (notifications: Notification[], again: boolean): NotificationRef[] =>
  notifications
    .filter(({ kind, messageItemId: id }, at) => kind !== replyKind || notifications.findIndex((row) => row.messageItemId === id) === at)
    .map((notification) => refOf(notification, again));

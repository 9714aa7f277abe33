import { alertTicketIdFor, messageIdHash } from '../domain/ids.ts';
import type { IngestFacts, RecentAnswers, TicketState } from '../domain/ingest/ingest-facts.ts';
import { isSeenIn } from '../domain/ingest/placement.ts';
import { type AlertPlace, planAlert } from '../domain/ingest/plan-alert.ts';
import { planDuplicate } from '../domain/ingest/plan-ingest.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import type { MailRef } from '../domain/queue-items.ts';
import type { MailAlert } from '../domain/rules/routed.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';
import type { ThreadDeps } from './find-thread.ts';
import type { RecordDeps } from './record-machine-mail.ts';
import { type RefusedNumbers, type WriteDeps, writePlan } from './write-plan.ts';

/** What lies at the place of an alert's ticket: it, and the marks (`AlertMark`). */
export type AlertItems = Pick<AlertPlace, 'state' | 'marks' | 'recoveredAt'>;

export type AlertDeps = Pick<ThreadDeps, 'ticketState' | 'ticketIdsByMessageIds'> &
  Pick<RecordDeps, 'putTrace'> &
  WriteDeps & {
    /** Which of an alert's tickets is the newest, from 0; null when it has none. */
    latestGeneration(alertId: string): Promise<number | null>;
    alertItems(ticketId: string): Promise<AlertItems>;
    ticketTrace(mailId: string): Promise<MailTrace | null>;
  };

/** Tickets that were opened while the index did not show them yet: no more than a few. */
const maxGenerations = 20;
/** Tickets with a copy of the mail that are looked at. */
const maxCopies = 4;

/**
 * Takes in a mail of a machine's alert: opens its ticket, counts it there, or resolves it
 * (`planAlert`). Null when another writer was faster and it must be decided again. `thorough`: an
 * earlier attempt may have written it.
 */
export async function writeAlert(
  deps: AlertDeps,
  ref: MailRef,
  facts: IngestFacts,
  alert: MailAlert,
  answers: RecentAnswers,
  thorough: boolean,
  refused: RefusedNumbers,
): Promise<{ trace: MailTrace; sends: [] } | null> {
  const finished = thorough ? await deps.ticketTrace(facts.mailId) : null;
  if (finished) return { trace: finished, sends: [] };
  const place = await findPlace(deps, alert.id);
  const copy = place.state === null && !alert.recovers ? await findCopy(deps, facts) : null;
  if (copy) {
    const { change, trace } = planDuplicate(facts, copy);
    return (await deps.commit(change)) === 'conflict' ? null : { trace, sends: [] };
  }
  const decision = planAlert(facts, alert, place, answers);
  const commit = async (change: TicketChange) => (await deps.commit(change)) !== 'conflict';
  switch (decision.kind) {
    case 'opens': {
      const written = await writePlan(deps, decision.plan, facts.queue, refused);
      return written && { trace: written.trace, sends: [] };
    }
    case 'changes':
      return (await commit(decision.plan.change)) ? { trace: decision.plan.trace, sends: [] } : null;
    case 'remembers':
      // the mark first: done again it changes nothing, and the trace says that it is done
      if (decision.change && !(await commit(decision.change))) return null;
      return { trace: await deps.putTrace(decision.trace, ref.replay), sends: [] };
    case 'closes':
      await commit(decision.change);
      return null;
  }
}

/** The newest ticket of an alert that is not closed, or the place of the next one. Only reads. */
async function findPlace(deps: AlertDeps, alertId: string): Promise<AlertPlace> {
  const latest = (await deps.latestGeneration(alertId)) ?? 0;
  let before: Ticket | null = null;
  for (let generation = latest; generation < latest + maxGenerations; generation += 1) {
    const items = await deps.alertItems(alertTicketIdFor(alertId, generation));
    if (items.state?.ticket.status !== 'closed') return { ...items, generation, before };
    before = items.state.ticket;
  }
  throw new Error(`Alert ${alertId} has got ${maxGenerations} tickets that its look-up does not show; it is tried again`);
}

/**
 * The ticket in which a copy of the mail is that came to another of our mailboxes. In one mailbox a
 * device that sends the same mail twice says twice that there is a problem.
 */
async function findCopy(deps: AlertDeps, facts: IngestFacts): Promise<TicketState | null> {
  const hash = messageIdHash(facts.mail.messageId);
  const found = await deps.ticketIdsByMessageIds([hash]);
  for (const ticketId of [...new Set(found.map((each) => each.ticketId))].slice(0, maxCopies)) {
    const state = await deps.ticketState(ticketId, hash, facts.mailId);
    if (state && state.ticket.mailboxId !== facts.mailbox.mailboxId && isSeenIn(facts, state)) return state;
  }
  return null;
}

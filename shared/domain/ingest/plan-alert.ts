import { alertTicketIdFor } from '../ids.ts';
import { createdBy, type TicketChange } from '../notifications/ticket-change.ts';
import type { MailAlert } from '../rules/routed.ts';
import { alertMark } from '../tickets/alert-mark.ts';
import { type Link, maxAlertChanges, type Ticket, type TicketAlert } from '../tickets/ticket.ts';
import { eventsBetween, type Occasion } from '../tickets/ticket-event.ts';
import { withStatus } from '../tickets/with-status.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import { checkOf } from '../words/check.ts';
import { type Remark, remark } from '../words/remark.ts';
import { alertTime } from './alert-time.ts';
import type { IngestFacts, RecentAnswers, TicketState } from './ingest-facts.ts';
import { traceOf } from './ingest-items.ts';
import type { IngestPlan, MailChange } from './ingest-plan.ts';
import { planIngest } from './plan-ingest.ts';

/**
 * Where an alert stands: its newest ticket that is not closed, or the place where the next one
 * goes. `marks`: how many lie there; `recoveredAt`: the latest recovery that they remember.
 */
export type AlertPlace = {
  generation: number;
  state: Pick<TicketState, 'ticket' | 'etag'> | null;
  marks: number;
  recoveredAt: string | null;
  /** The ticket before, which is closed. */
  before: Ticket | null;
};

/** What a mail of an alert changes. */
export type AlertDecision =
  /** It opens the alert's next ticket. */
  | { kind: 'opens'; plan: IngestPlan }
  /** It changes the alert's ticket, or is only counted in it. */
  | { kind: 'changes'; plan: MailChange }
  /** A recovery without an open ticket: remembered, for the problem may come later. */
  | { kind: 'remembers'; change: TicketChange | null; trace: MailTrace }
  /** Its ticket has been quiet for long enough: it is closed first, then it is decided again. */
  | { kind: 'closes'; change: TicketChange };

/**
 * Decides on a mail of a machine's alert. A problem opens a ticket, or is counted in the one that
 * there is; one that comes back within the quiet time reopens it, later its ticket is closed and
 * another opened. A recovery resolves the ticket unless a person has worked on it, or it came and
 * went so often that a person should look. Mails are compared by when they were written: they may
 * arrive in any order. Nobody is written to. Pure.
 */
export function planAlert(facts: IngestFacts, alert: MailAlert, place: AlertPlace, answers: RecentAnswers): AlertDecision {
  const at = alertTime(facts);
  const { state } = place;
  if (state === null) return alert.recovers ? remembered(facts, alert, place, at) : opened(facts, alert, place, at, answers);
  const { ticket } = state;
  const known = ticket.alert ?? newAlert(alert, place.generation, at);
  if (alert.recovers) return recovered(facts, alert, state, known, at);
  const isOld = known.recoveredAt !== null && at <= known.recoveredAt;
  // one that a person resolved while the problem went on is not quiet
  const since = known.recoveredAt !== null && known.recoveredAt >= known.lastAt ? known.recoveredAt : null;
  const isQuiet = ticket.status === 'resolved' && since !== null && minutesBetween(since, at) > alert.quietMinutes;
  if (!isOld && isQuiet && ticket.mergedInto === null) return { kind: 'closes', change: closed(facts, alert, state) };
  const reopens = !isOld && ticket.status === 'resolved' && ticket.mergedInto === null;
  const changes = reopens ? changesWith(known, at) : known.changes;
  const counted = { ...known, count: known.count + 1, lastAt: at > known.lastAt ? at : known.lastAt, changes };
  const status = reopens ? (known.touched ? 'open' : 'new') : ticket.status;
  const said = remark(reopens ? 'alert-back' : isOld ? 'alert-counted-old' : 'alert-counted', named(alert, ticket));
  const updatedAt = laterOf(facts, ticket);
  return changed(facts, alert, state, withStatus({ ...ticket, alert: counted, updatedAt }, status, updatedAt), said);
}

const changesWith = ({ changes }: TicketAlert, at: string): string[] => [...changes, at].slice(-maxAlertChanges);

/** What comes and goes is not over when it goes once more. */
const flaps = ({ changes: [first, ...others] }: TicketAlert, at: string): boolean =>
  first !== undefined && others.length === maxAlertChanges - 1 && minutesBetween(first, at) < 60;

const minutesBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 60_000;
const laterOf = ({ now }: IngestFacts, { updatedAt }: Ticket) => new Date(Math.max(now.getTime(), Date.parse(updatedAt))).toISOString();
const named = ({ key }: MailAlert, { number }: Ticket) => ({ key, number });

const newAlert = ({ id, rule, key }: MailAlert, generation: number, at: string): TicketAlert => ({
  ...{ id, generation, rule, key, count: 1, lastAt: at, recoveredAt: null, changes: [], touched: false },
});

const occasionOf = ({ mailId }: IngestFacts, { rule }: MailAlert, { updatedAt }: Ticket): Occasion => ({
  by: { kind: 'rule', ...rule },
  at: updatedAt,
  cause: mailId,
});

function opened(facts: IngestFacts, alert: MailAlert, place: AlertPlace, at: string, answers: RecentAnswers): AlertDecision {
  const { generation, marks, before } = place;
  const ticketId = alertTicketIdFor(alert.id, generation);
  // a mail that was on its way when somebody closed the ticket before tells nothing new
  const over = latest(place.recoveredAt, before?.alert?.recoveredAt ?? null, at);
  const link: Link[] = before ? [{ ticketId: before.ticketId, number: before.number, relation: 'follow-up' }] : [];
  const links = [...link, ...facts.thread.links.filter((other) => other.ticketId !== before?.ticketId)];
  const check = checkOf('alert', alert.key, over === null ? remark('alert-opens') : remark('alert-was-over', { at: over }));
  const plan = planIngest(facts, { kind: 'new', ticketId, links, checks: [check] }, answers);
  const items = plan.change.create.filter(({ type }) => type !== 'ticket');
  const create = createdBy(plan.change, 'ticket').flatMap((made) => {
    const open: Ticket = { ...made, alert: { ...newAlert(alert, generation, at), recoveredAt: over } };
    const ticket = over === null ? open : withStatus(open, 'resolved', open.updatedAt);
    return [ticket, ...items, ...eventsBetween(open, ticket, occasionOf(facts, alert, ticket))];
  });
  return { kind: 'opens', plan: { ...plan, change: { ...plan.change, create: [...create, alertMark(ticketId, marks, null)] } } };
}

/** The latest of two recoveries, if it is not before `at`. */
function latest(one: string | null, other: string | null, at: string): string | null {
  const recoveredAt = [one, other]
    .flatMap((time) => time ?? [])
    .toSorted()
    .at(-1);
  return recoveredAt !== undefined && at <= recoveredAt ? recoveredAt : null;
}

function remembered(facts: IngestFacts, alert: MailAlert, place: AlertPlace, at: string): AlertDecision {
  const ticketId = alertTicketIdFor(alert.id, place.generation);
  const isNews = place.recoveredAt === null || at > place.recoveredAt;
  const mark = alertMark(ticketId, place.marks, at);
  const change: TicketChange = { ticketId, version: null, replace: null, create: [mark], patch: [] };
  const said = remark('alert-recovered-unknown', { key: alert.key });
  return { kind: 'remembers', change: isNews ? change : null, trace: recorded(facts, alert, null, said) };
}

/** A recovery that was written before the last problem says nothing of that. */
function recovered(facts: IngestFacts, alert: MailAlert, state: TicketPlace, known: TicketAlert, at: string): AlertDecision {
  const { ticket } = state;
  const isLate = at < known.lastAt;
  const recoveredAt = known.recoveredAt !== null && known.recoveredAt > at ? known.recoveredAt : at;
  const after = { ...ticket, alert: { ...known, recoveredAt } };
  if (isLate) return changed(facts, alert, state, after, remark('alert-recovered-before', named(alert, ticket)));
  if (ticket.status === 'resolved') return changed(facts, alert, state, after, remark('alert-recovered-again', named(alert, ticket)));
  if (ticket.status !== 'new' || known.touched || ticket.mergedInto !== null)
    return changed(facts, alert, state, after, remark('alert-recovered-touched', named(alert, ticket)));
  if (flaps(known, at))
    return changed(facts, alert, state, after, remark('alert-flaps', { ...named(alert, ticket), times: maxAlertChanges }));
  const changes = changesWith(known, at);
  const updatedAt = laterOf(facts, ticket);
  const resolved = withStatus({ ...after, alert: { ...after.alert, changes }, updatedAt }, 'resolved', updatedAt);
  return changed(facts, alert, state, resolved, remark('alert-recovered', named(alert, ticket)));
}

type TicketPlace = Pick<TicketState, 'ticket' | 'etag'>;

function changed(facts: IngestFacts, alert: MailAlert, { ticket, etag }: TicketPlace, after: Ticket, said: Remark): AlertDecision {
  const trace = recorded(facts, alert, ticket, said);
  const events = eventsBetween(ticket, after, occasionOf(facts, alert, after));
  const change: TicketChange = { ticketId: ticket.ticketId, version: etag, replace: after, create: [...events, trace], patch: [] };
  return { kind: 'changes', plan: { change, trace } };
}

function closed(facts: IngestFacts, alert: MailAlert, { ticket, etag }: TicketPlace): TicketChange {
  const updatedAt = laterOf(facts, ticket);
  const after = withStatus({ ...ticket, updatedAt }, 'closed', updatedAt);
  const create = eventsBetween(ticket, after, occasionOf(facts, alert, after));
  return { ticketId: ticket.ticketId, version: etag, replace: after, create, patch: [] };
}

/**
 * The trace of a mail that is counted or remembered. A machine writes thousands: theirs are kept
 * for a while only, in the ticket too.
 */
function recorded(facts: IngestFacts, { key }: MailAlert, ticket: Ticket | null, said: Remark): MailTrace {
  const { classification, trust, thread, routed } = facts;
  const checks = [...classification.evidence, ...trust.checks, ...thread.checks, ...routed.checks, checkOf('alert', key, said)];
  const trace = traceOf(facts, { ticketId: ticket?.ticketId ?? null, outcome: 'recorded', reason: said, checks });
  return { ...trace, ticketNumber: ticket?.number ?? null, ttl: facts.policy.traceDays * 86_400 };
}

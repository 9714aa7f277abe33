import type { AddressOutcome } from '../domain/contacts/deliverability.ts';
import type { IngestFacts } from '../domain/ingest/ingest-facts.ts';
import { traceChange } from '../domain/ingest/ingest-plan.ts';
import { placementInJoined, placementWhereSeen } from '../domain/ingest/placement.ts';
import { planDuplicate } from '../domain/ingest/plan-ingest.ts';
import {
  type MachineKind,
  outcomeFor,
  planRecordedMail,
  planReportedDelivery,
  planUnrelated,
  type Reported,
  reportedId,
} from '../domain/ingest/plan-machine-mail.ts';
import { bounceNotices } from '../domain/notifications/mail-bounced.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import { type NotificationRef, notificationRef } from '../domain/queue-items.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';
import { remark } from '../domain/words/remark.ts';
import { commitTelling } from './commit-telling.ts';
import type { Committed } from './ticket-versions.ts';
import type { NoticeDeps } from './with-notices.ts';

/** What recording writes and reads. */
export type RecordDeps = {
  owed(ref: NotificationRef): Promise<Reported | null>;
  commit(change: TicketChange): Promise<Committed>;
  noticeFacts: NoticeDeps['noticeFacts'];
  /**
   * Keeps the trace of a mail without ticket, unless its end is known (a second look may change
   * that); returns the one that stands.
   */
  putTrace(trace: MailTrace, isSecondLook: boolean): Promise<MailTrace>;
  /** Notes what became of a mail to an address; once, however often it is reported. */
  noteOutcome(address: string, outcome: AddressOutcome): Promise<boolean>;
};

/**
 * Records a mail that a machine wrote: on the notification it reports on, as a quiet note in the
 * ticket it belongs to, or as a trace alone. No client is notified and nothing reopened; of a mail
 * that was returned technicians are told (`sends`, to be queued). Doing it again changes nothing.
 * Returns null when the ticket has changed and it must be decided again.
 */
export async function recordMachineMail(
  deps: RecordDeps,
  facts: IngestFacts,
  kind: MachineKind,
  keys: SigningKeys,
  isSecondLook: boolean,
): Promise<{ trace: MailTrace; sends: NotificationRef[] } | null> {
  // years later it says nothing of an address or a notification
  if (facts.archived) return toldNobody(await deps.putTrace(planUnrelated(facts, kind), isSecondLook));
  const id = reportedId(facts.classification, keys);
  const reported = id && (await deps.owed(notificationRef(id)));
  if (reported) {
    const outcome = outcomeFor(facts, reported);
    // before the batch: it may be done twice, but must not be left out when the process dies in
    // between
    if (outcome) await deps.noteOutcome(reported.notification.to.address, outcome);
    const plan = planReportedDelivery(facts, kind, reported);
    const { notification, ticket } = reported;
    const told = plan.returned && bounceNotices(notification, ticket, plan.returned, await deps.noticeFacts(ticket.queueId));
    const { answer, sends } = await commitTelling(deps.commit, plan.change, told ?? []);
    if (answer !== 'conflict') return { trace: plan.trace, sends };
    // its note is there: a copy of this report came before, or this very one (then its trace is
    // there too)
    const copy: MailTrace = { ...plan.trace, outcome: 'duplicate', reason: remark('report-in-ticket') };
    return toldNobody((await deps.commit(traceChange(copy).change)) !== 'conflict' ? copy : plan.trace);
  }
  const { joins, seen } = facts.thread;
  if (!joins && !seen) return toldNobody(await deps.putTrace(planUnrelated(facts, kind), isSecondLook));
  const place = seen ? placementWhereSeen(facts, seen) : joins && placementInJoined(facts, joins.state, joins.newcomer);
  if (place?.kind === 'done') return toldNobody(place.trace);
  const plan =
    place?.kind === 'duplicate'
      ? planDuplicate(facts, place.state)
      : place?.kind === 'join'
        ? planRecordedMail(facts, kind, place.state)
        : null;
  if (!plan) return null;
  return (await deps.commit(plan.change)) !== 'conflict' ? toldNobody(plan.trace) : null;
}

const toldNobody = (trace: MailTrace) => ({ trace, sends: [] });

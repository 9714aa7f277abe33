import type { FanOut } from '../notifications/plan-fan-out.ts';
import { planFanOut } from '../notifications/plan-fan-out.ts';
import type { NotificationEvent } from '../settings/notification-settings.ts';
import type { Message } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { type Check, checkOf } from '../words/check.ts';
import { remark } from '../words/remark.ts';
import type { IngestFacts, RecentAnswers } from './ingest-facts.ts';
import { requesterOf, senderOf } from './people-of.ts';

const nothing: FanOut = { owed: [], leftOut: [], counts: [] };

/**
 * Who is told that a mail opened a ticket or joined one (`ticket`, as it leaves it), beside the
 * requester, whose confirmation has rules of its own. Only of what a person wrote: bounces,
 * automatic mail and our own cause no notice, nor do alerts, the archive, and what a technician
 * took in by hand. Everybody to whom the mail went has it already, and of
 * what the client does not see technicians alone are told. Pure.
 */
export function noticesOfMail(facts: IngestFacts, isNew: boolean, ticket: Ticket, message: Message, answers: RecentAnswers): FanOut {
  const { mail, classification, forwarded, routed, now } = facts;
  const isByPerson = classification.kind === 'person' && (forwarded?.kind ?? 'person') === 'person';
  if (!isByPerson || facts.archived || facts.accepted || routed.alert) return nothing;
  const events: NotificationEvent[] = isNew ? ['ticket-assigned', 'ticket-created'] : ['client-replied'];
  const on = [senderOf(facts), requesterOf(facts), ...mail.to, ...mail.cc, ...(isNew ? [ticket.requester] : [])];
  const told = planFanOut(
    {
      id: facts.mailId,
      at: facts.receivedAt,
      events: ticket.assignee === null ? events.filter((event) => event !== 'ticket-assigned') : events,
      by: null,
      known: on.map(({ address }) => address),
      messageItemId: message.id,
      mailId: facts.mailId,
      dueAt: now,
    },
    ticket,
    { ...facts, owedLately: answers.owedLately },
  );
  return message.visibility === 'internal' ? { ...told, owed: told.owed.filter(({ audience }) => audience === 'team') } : told;
}

/** People read the trace. */
const maxChecks = 20;

/** What the trace says of who is told. Pure. */
export const noticeChecks = ({ owed, leftOut }: FanOut): Check[] =>
  [
    ...owed.map(({ to, kind, status, failure }) =>
      status === 'held'
        ? checkOf('notice', to.address, remark('notice-held', { event: kind, why: failure ?? '' }))
        : checkOf('notice', to.address, remark('notice-owed', { event: kind })),
    ),
    ...leftOut.map(({ address, event, reason }) => checkOf('notice', address, remark('notice-left-out', { event, why: reason }))),
  ].slice(0, maxChecks);

import { z } from 'zod';
import type { TicketEvent } from '../domain/tickets/ticket-event.ts';
import { inWords } from '../domain/words/in-words.ts';
import { type Remark, remark } from '../domain/words/remark.ts';

/** What the API says of the history of a ticket. */

export const ApiEvent = z.looseObject({
  id: z.string(),
  kind: z.string().describe('What happened, such as "status" or "assignee"; the fields that follow belong to the kind'),
  at: z.string(),
  by: z
    .looseObject({ kind: z.string() })
    .describe('{ kind: "technician" | "sender", address }, { kind: "rule", id, name } or { kind: "channel" }'),
  ticket: z.string().describe('The number of the ticket that it happened in: this one, or one that was merged into it'),
  said: z.string().describe('The same in words'),
});
export type ApiEvent = z.infer<typeof ApiEvent>;

export const HistoryPage = z.object({
  items: z.array(ApiEvent).describe('The newest first'),
  next: z.string().nullable().describe('Pass it as "continuation" for the page before; null when there is none'),
});
export type HistoryPage = z.infer<typeof HistoryPage>;

export const HistoryQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  continuation: z.string().max(1000).optional().describe('The "next" of the page before'),
});
export type HistoryQuery = z.infer<typeof HistoryQuery>;

/** What the words of an event need besides: names of queues by their ids. */
export type HistoryNames = { ticket: string; queues: ReadonlyMap<string, string> };

/** An event as the API shows it. */
export function toApiEvent(event: TicketEvent, names: HistoryNames): ApiEvent {
  const { id, kind, at, by, type: _, schemaVersion: __, ticketId: ___, cause: ____, ...data } = event;
  return { id, kind, at, by, ...data, ticket: names.ticket, said: inWords(remarkOf(event, names)) };
}

const list = (values: readonly string[]) => values.join(', ');
const queueOf = ({ queues }: HistoryNames, id: string) => queues.get(id) ?? id;

function remarkOf(event: TicketEvent, names: HistoryNames): Remark {
  switch (event.kind) {
    case 'opened':
      return remark('history-opened', { requester: event.requester });
    case 'joined':
      return remark(event.newcomer ? 'history-joined-newcomer' : 'history-joined');
    case 'reopened':
      return remark('history-reopened', { from: event.from, to: event.to });
    case 'status': {
      const { from, to, reason } = event;
      return reason === null ? remark('history-status', { from, to }) : remark('history-status-pending', { from, to, reason });
    }
    case 'pending':
      if (event.reason !== null) return remark('history-pending', { reason: event.reason });
      return event.remindAt === null ? remark('history-no-reminder') : remark('history-reminder', { at: event.remindAt });
    case 'priority':
      return remark('history-priority', { from: event.from, to: event.to });
    case 'queue':
      return remark('history-queue', { from: queueOf(names, event.from), to: queueOf(names, event.to) });
    case 'assignee':
      return event.to === null ? remark('history-unassigned') : remark('history-assignee', { to: event.to });
    case 'client':
      return event.to === null ? remark('history-no-client') : remark('history-client', { to: event.to.name });
    case 'requester':
      return remark('history-requester', { from: event.from, to: event.to });
    case 'subject':
      return remark('history-subject', { to: event.to });
    case 'tags':
      return tagsRemark(event);
    case 'participants':
      return remark('history-participants', { addresses: list(event.participants.map(({ address }) => address)) });
    case 'participants-removed':
      return remark('history-participants-removed', { addresses: list(event.participants) });
    case 'participants-notified':
      return notifiedRemark(event);
    case 'linked':
      return remark('history-linked', { numbers: list(event.links.map(({ number }) => number)) });
    case 'unlinked':
      return remark('history-unlinked', { numbers: list(event.links.map(({ number }) => number)) });
    case 'merged-into':
      return remark('history-merged-into', { number: event.into.number });
    case 'merged':
      return remark(event.forced ? 'history-merged-forced' : 'history-merged', {
        numbers: list(event.tickets.map(({ number }) => number)),
      });
    case 'unmerged':
      return remark('history-unmerged', { number: event.other.number });
    case 'split':
      return remark('history-split', { number: event.into.number });
    case 'replied':
      return remark('history-replied', { addresses: list(event.to) });
    case 'mailed':
      return remark('history-mailed', { addresses: list(event.to) });
    case 'reply-undone':
      return remark('history-reply-undone');
    case 'noted':
      return remark('history-noted');
    case 'guest-opened':
      return remark('history-guest-opened', { address: event.address });
    case 'guest-links-withdrawn':
      return remark('history-guest-links-withdrawn');
    case 'delivery':
      return remark('history-delivery', { address: event.address, status: event.status });
    case 'notification-released':
      return remark(event.anyway ? 'history-mail-released-anyway' : 'history-mail-released', { address: event.address });
    case 'notification-dropped':
      return remark('history-mail-dropped', { address: event.address });
    case 'address-reached':
      return remark('history-address-reached', { address: event.address });
  }
}

function tagsRemark({ added, removed }: Extract<TicketEvent, { kind: 'tags' }>): Remark {
  if (removed.length === 0) return remark('history-tags-added', { added: list(added) });
  if (added.length === 0) return remark('history-tags-removed', { removed: list(removed) });
  return remark('history-tags', { added: list(added), removed: list(removed) });
}

function notifiedRemark({ participants }: Extract<TicketEvent, { kind: 'participants-notified' }>): Remark {
  const [on, off] = [true, false].map((notify) => list(participants.filter((one) => one.notify === notify).map(({ address }) => address)));
  if (!off) return remark('history-participants-notified-on', { on: on ?? '' });
  if (!on) return remark('history-participants-notified-off', { off });
  return remark('history-participants-notified', { on, off });
}

import { lowerAddress } from '../text/lower-address.ts';
import type { Message } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { FanOutFacts } from './fan-out-facts.ts';
import { isNotYetDue } from './joined-notices.ts';
import type { Notification } from './notification.ts';
import { notificationsOfChange, type OwedByChange, takeBack } from './notifications-of-change.ts';
import { type NotificationPatch, stillWaits } from './ticket-change.ts';

/** The message and its recipients, as far as it matters who is told by it. */
type Released = Pick<Message, 'id' | 'by' | 'to' | 'cc'> & { bcc?: Message['to'] };

/** How many patches a release has at most: its batch holds 100 items, of which 60 may be rows. */
const maxPatches = 30;

/**
 * Who is told of what comes with a reply when it is released: of the status, whoever does not get
 * the reply itself. Those who do get one mail: a notice of a solution or closure that still waits
 * for them is taken back, and the mails of the reply say the status (`data.status`). `waiting` are
 * the ticket's rows that wait, the reply's own among them. Pure.
 */
export function notificationsOfRelease(
  message: Released,
  { before, after }: { before: Ticket; after: Ticket },
  facts: FanOutFacts,
  waiting: readonly Notification[],
): OwedByChange {
  const told = [...message.to, ...message.cc, ...(message.bcc ?? [])].map(({ address }) => lowerAddress(address));
  const own = waiting.filter(({ messageItemId }) => messageItemId === message.id);
  const others = waiting.filter(({ messageItemId }) => messageItemId !== message.id);
  const change = { before, after, by: message.by ?? '', cause: message.id, told, dueAt: facts.now };
  const owed = notificationsOfChange(change, facts, others);
  if (after.status !== 'resolved' && after.status !== 'closed') return owed;
  const gone = new Set(owed.patch.map((patch) => patch.notificationId));
  const said = others.filter(
    (row) =>
      (row.kind === 'ticket-resolved' || row.kind === 'ticket-closed') &&
      row.audience === 'client' &&
      row.by === message.by &&
      !gone.has(row.id) &&
      isNotYetDue(row, facts.now) &&
      own.some(({ to }) => lowerAddress(to.address) === lowerAddress(row.to.address)),
  );
  const isNews = before.status !== after.status || said.length > 0;
  const says = isNews ? own.map((row): NotificationPatch => saying(row, after.status)) : [];
  const patch = [...owed.patch, ...said.map(takeBack), ...says];
  // too many for the batch: then there are two mails
  return patch.length > maxPatches ? owed : { ...owed, patch };
}

const saying = ({ id, data }: Notification, status: Ticket['status']): NotificationPatch => ({
  notificationId: id,
  set: { data: { ...data, status } },
  onlyIf: stillWaits,
});

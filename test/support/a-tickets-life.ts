import { type Notification, owedNotification } from '../../shared/domain/notifications/notification.ts';
import { notificationsOfChange, type OwedByChange } from '../../shared/domain/notifications/notifications-of-change.ts';
import { notificationsOfNote } from '../../shared/domain/notifications/notifications-of-note.ts';
import { notificationsOfRelease } from '../../shared/domain/notifications/notifications-of-release.ts';
import type { Ticket } from '../../shared/domain/tickets/ticket.ts';
import { aSharedTicket, noon, noticeFacts } from './notice-facts.ts';

/** A ticket that technicians change, and its rows, as the store would have them. */
export function aTicketsLife(first: Partial<Ticket> = {}, policy: object = {}) {
  let ticket = aSharedTicket({ assignee: null, status: 'open', ...first });
  let clock = noon.getTime();
  let count = 0;
  const rows = new Map<string, Notification>();
  const facts = () => noticeFacts({ policy, now: new Date(clock) });
  const waiting = () => [...rows.values()].filter(({ status }) => status === 'waiting');
  function write({ create, patch }: OwedByChange) {
    for (const row of create) rows.set(row.id, row);
    for (const { notificationId, set } of patch) {
      const row = rows.get(notificationId);
      if (row) rows.set(notificationId, { ...row, ...set });
    }
  }
  return {
    get ticket() {
      return ticket;
    },
    change(by: string, set: Partial<Ticket>) {
      const after = { ...ticket, ...set };
      count += 1;
      const owed = notificationsOfChange({ before: ticket, after, by, cause: `change ${count}` }, facts(), waiting());
      write(owed);
      ticket = after;
      return owed;
    },
    note: (by: string, mentions: string[]) => write(notificationsOfNote({ id: 'm-note', by, mentions }, ticket, facts(), waiting())),
    /** A reply waits to be sent. */
    reply(by: string, to: string[]) {
      const people = to.map((address) => ({ address, name: null }));
      const dueAt = new Date(clock + 10_000).toISOString();
      for (const person of people) {
        const { ticketId } = ticket;
        const owed = { ticketId, kind: 'technician-replied', cause: `m-reply ${person.address}`, data: {}, to: person, quotesMail: true };
        const row = owedNotification({ ...owed, mailId: null, inReplyTo: null, references: [], messageItemId: 'm-reply', by, dueAt }, noon);
        rows.set(row.id, row);
      }
      return { id: 'm-reply', by, to: people, cc: [] };
    },
    release(message: ReturnType<typeof this.reply>, set: Partial<Ticket> = {}) {
      const after = { ...ticket, ...set };
      write(notificationsOfRelease(message, { before: ticket, after }, facts(), waiting()));
      ticket = after;
    },
    seconds(passed: number) {
      clock += passed * 1000;
    },
    /** What is sent in the end: what, to whom, and what else the mail says. */
    mails: () =>
      waiting().map(({ kind, to, data: { from: _, ...data } }) => [kind, to.address, ...(Object.keys(data).length > 0 ? [data] : [])]),
    rows,
  };
}

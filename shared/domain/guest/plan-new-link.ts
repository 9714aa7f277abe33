import { type Notification, owedNotification } from '../notifications/notification.ts';
import type { LanguageCode } from '../text/language-code.ts';
import type { Participant, Ticket } from '../tickets/ticket.ts';

/** So often is a new link mailed to one address of a ticket. */
export const newLinkEveryMs = 3_600_000;

const rowOf = (
  ticket: Ticket,
  guest: Participant & { key: string },
  language: LanguageCode | null,
  hour: number,
  now: Date,
): Notification =>
  owedNotification(
    {
      ...{ ticketId: ticket.ticketId, kind: 'guest-link', cause: `${guest.key} ${hour}`, data: {} },
      ...{ to: { address: guest.address, name: guest.name }, audience: 'client', language, quotesMail: true, mailId: null },
      inReplyTo: ticket.openedBy || null,
      references: ticket.openedBy === '' ? [] : [ticket.openedBy],
    },
    now,
  );

/**
 * The mail with a new link for somebody who takes part in a ticket. One is named after the hour in
 * which it is asked for, so that two of an hour are one; `before` is the id of that of the hour
 * before, which may be only minutes ago. Pure.
 */
export function planNewLink(
  ticket: Ticket,
  guest: Participant & { key: string },
  language: LanguageCode | null,
  now: Date,
): { row: Notification; before: string } {
  const hour = Math.floor(now.getTime() / newLinkEveryMs);
  return { row: rowOf(ticket, guest, language, hour, now), before: rowOf(ticket, guest, language, hour - 1, now).id };
}

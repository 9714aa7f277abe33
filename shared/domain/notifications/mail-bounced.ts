import { z } from 'zod';
import { layout } from '../templates/layout.ts';
import { escapeHtml } from '../text/escape-html.ts';
import { lowerAddress } from '../text/lower-address.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { inWords } from '../words/in-words.ts';
import { Remark } from '../words/remark.ts';
import { type Notification, owedNotification } from './notification.ts';
import { notificationKind } from './notification-kind.ts';
import type { TicketChange } from './ticket-change.ts';

/** What a technician is told when a mail to somebody was returned. */
export const mailBounced = notificationKind({
  data: z.object({ address: z.string(), reason: Remark }),
  automatic: true,
  compose({ address, reason }, _notification, ticket, { ticketUrl, signedBy }) {
    const lines = [
      `Our mail to ${address} in ticket ${ticket.number} was returned.`,
      inWords(reason),
      'Later mail to an address that nobody has is held until somebody clears the address.',
    ];
    const html = [
      ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
      `<p><a href="${escapeHtml(ticketUrl)}">${escapeHtml(ticket.number)}</a></p>`,
      `<p>${escapeHtml(signedBy)}</p>`,
    ].join('\n');
    const text = [...lines, `The ticket: ${ticketUrl}`, signedBy].join('\n\n');
    const around = { signature: null, quote: null, footer: null, preheader: null, alsoSentTo: [], language: 'en' as const };
    return { subject: `Mail returned: ${address}`, ...layout({ html, text, ...around }) };
  },
});

/**
 * Whom it tells that a notification was returned: whose ticket it is, and who wrote it; once a day
 * of an address. Never the one whose mail was returned, and of what technicians get nobody: these
 * would be returned as well. Pure.
 */
export function bounceNotices({ to, by, audience, kind }: Notification, ticket: Ticket, reason: Remark, now: Date): Notification[] {
  if (audience === 'team' || kind === 'mail-bounced') return [];
  const address = lowerAddress(to.address);
  const told = new Set([ticket.assignee, by].flatMap((one) => (one?.includes('@') ? lowerAddress(one) : [])));
  told.delete(address);
  return [...told].map((technician) =>
    owedNotification(
      {
        ...{ ticketId: ticket.ticketId, kind: 'mail-bounced', cause: `${address} ${now.toISOString().slice(0, 10)} ${technician}` },
        ...{ data: { address, reason }, to: { address: technician, name: null }, audience: 'team', language: 'en' },
        ...{ quotesMail: false, mailId: null, inReplyTo: null, references: [] },
      },
      now,
    ),
  );
}

/** A change without the mails that it owes, where some of these are owed already. Pure. */
export const owingNothing = (change: TicketChange): TicketChange => ({
  ...change,
  create: change.create.filter(({ type }) => type !== 'notification'),
});

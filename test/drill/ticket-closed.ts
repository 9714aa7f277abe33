import { z } from 'zod';
import { notificationKind } from '../../shared/domain/notifications/notification-kind.ts';
import { escapeHtml } from '../../shared/domain/text/escape-html.ts';

/** A made-up kind: tells the requester that the ticket is closed, and by what it was resolved. */
export const ticketClosed = notificationKind({
  data: z.object({ resolution: z.string().max(1000) }),
  automatic: true,
  compose: ({ resolution }, _notification, ticket, { ticketUrl, signedBy }) => ({
    subject: `Closed: ${ticket.subject}`,
    text: [`We have closed ticket ${ticket.number}: ${resolution}`, '', ticketUrl, '', signedBy, ''].join('\n'),
    html: `<p>We have closed ticket ${escapeHtml(ticket.number)}: ${escapeHtml(resolution)}</p>`,
  }),
});

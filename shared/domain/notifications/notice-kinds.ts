import { z } from 'zod';
import { NotificationEvent } from '../settings/notification-settings.ts';
import { escapeHtml } from '../text/escape-html.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { type MailParts, type MailWords, type NotificationKind, notificationKind } from './notification-kind.ts';

/** What technicians are told, each in a sentence; `also` says more of the same change. */
const forTeam: Record<NotificationEvent, string> = {
  'ticket-created': 'A ticket was opened.',
  'technician-replied': 'A technician has replied.',
  'ticket-resolved': 'The ticket was resolved.',
  'ticket-closed': 'The ticket was closed.',
  'sla-breached': 'The ticket has missed its service level.',
  'ticket-assigned': 'The ticket was assigned to you.',
  'client-replied': 'There is a new message in the ticket.',
  'note-mention': 'A note mentions you.',
};

/** What clients are told; nothing that is only for technicians is here. */
const forClients: Partial<Record<NotificationEvent, string[]>> = {
  'ticket-created': ['We have opened a ticket in which you take part.'],
  'ticket-resolved': [
    'We have resolved your ticket.',
    'Is something still not right? Just reply to this mail, and we will look into it again.',
  ],
  'ticket-closed': ['Your ticket is now closed.', 'If you need us again for this, just reply to this mail.'],
};

/** `also`: what else of the same change, or of one soon after it, is told by the same mail. */
const Data = z.object({ also: z.array(NotificationEvent).max(8).default([]) });

/**
 * A notice of what happened to a ticket, by a program: to clients what is theirs to know, to
 * technicians marked as internal, with where to look. What a note says is in neither.
 */
export const noticeKind = (event: NotificationEvent): NotificationKind =>
  notificationKind({
    data: Data,
    automatic: true,
    compose({ also }, { id, audience }, ticket, words) {
      if (audience === 'team') {
        const lines = [event, ...also].map((one) => forTeam[one]);
        return mailOf(`Internal notice: ${ticket.subject}`, ['Internal notice: nobody outside the team gets it.', ...lines], ticket, words);
      }
      const lines = forClients[event];
      if (!lines) throw new Error(`Notification ${id}: "${event}" is told to technicians alone`);
      return mailOf(ticket.mailSubject ?? ticket.subject, lines, ticket, words);
    },
  });

function mailOf(subject: string, lines: string[], { number }: Ticket, { ticketUrl, signedBy }: MailWords): MailParts {
  return {
    subject,
    text: [...lines, `The ticket: ${ticketUrl}`, signedBy, ''].join('\n\n'),
    html: [
      ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
      `<p><a href="${escapeHtml(ticketUrl)}">${escapeHtml(number)}</a></p>`,
      `<p>${escapeHtml(signedBy)}</p>`,
    ].join('\n'),
  };
}

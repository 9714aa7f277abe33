import { z } from 'zod';
import { escapeHtml } from '../text/escape-html.ts';
import { mailSubjectOf } from '../thread/outgoing-thread.ts';
import { notificationKind } from './notification-kind.ts';

/** The confirmation of a new ticket, without the mail's words where the notification says so. */
export const ticketCreated = notificationKind({
  data: z.object({}),
  automatic: true,
  compose(_data, { quotesMail }, ticket, { ticketUrl, signedBy }) {
    const quoted = quotesMail ? { name: ticket.requester.name, subject: ticket.subject } : { name: null, subject: null };
    const greeting = quoted.name ? `Hello ${quoted.name},` : 'Hello,';
    const opened = `thank you for your mail. We have opened ticket ${ticket.number} for it${quoted.subject === null ? '.' : ':'}`;
    const howToAdd = 'To add something, just reply to this mail. Please leave the number in the subject.';
    return {
      subject: quotesMail ? mailSubjectOf(ticket) : 'We have received your mail',
      text: [
        ...[greeting, '', opened, ''],
        ...(quoted.subject === null ? [] : [`    ${quoted.subject}`, '']),
        ...[howToAdd, '', `The ticket: ${ticketUrl}`, '', signedBy, ''],
      ].join('\n'),
      html: [
        `<p>${escapeHtml(greeting)}</p>`,
        `<p>${escapeHtml(opened)}</p>`,
        ...(quoted.subject === null ? [] : [`<p style="margin-left:2em"><b>${escapeHtml(quoted.subject)}</b></p>`]),
        `<p>${escapeHtml(howToAdd)}</p>`,
        `<p><a href="${escapeHtml(ticketUrl)}">${escapeHtml(ticket.number)}</a></p>`,
        `<p>${escapeHtml(signedBy)}</p>`,
      ].join('\n'),
    };
  },
});

import { z } from 'zod';
import type { BothForms } from '../templates/layout.ts';
import { layoutWords } from '../templates/layout-words.ts';
import { escapeHtml } from '../text/escape-html.ts';
import type { LanguageCode } from '../text/language-code.ts';
import type { Message } from '../tickets/message.ts';
import { TicketStatus } from '../tickets/ticket-status.ts';
import { fromTemplate } from './from-template.ts';
import { notificationKind } from './notification-kind.ts';

/**
 * A technician's reply, as it was written: what it says, who else got it (never by Bcc), the
 * signature, and the client's latest words once. A person wrote it, so it is not marked as
 * automatic (RFC 3834 5).
 */
export const technicianReplied = notificationKind({
  data: z.object({ status: TicketStatus.exactOptional() }),
  automatic: false,
  compose({ status }, notification, ticket, words, message) {
    const { id, to } = notification;
    if (!message?.sentWith) throw new Error(`Notification ${id}: the message that it carries is gone`);
    const { signature, quote } = message.sentWith;
    const alsoSentTo = [...message.to, ...message.cc].filter(({ address }) => address !== to.address);
    const own = {
      technician_name: message.from.name ?? '',
      reply_html: withOwnPictures(message),
      reply_text: message.text,
    };
    const language = notification.language ?? ticket.language ?? words.texts.defaultLanguage;
    const footer = status ? said(language, ticket.number, status) : null;
    return fromTemplate('technician-replied', own, { notification, ticket, words }, { signature, quote, alsoSentTo, footer });
  },
});

/** What the ticket's status became with it: who gets the reply is told by no other mail. */
function said(language: LanguageCode, number: string, status: TicketStatus): BothForms {
  const text = `Ticket ${number}: ${layoutWords[language].status[status]}`;
  return { html: `<p style="margin:0">${escapeHtml(text)}</p>`, text };
}

/** In the ticket its pictures are served to technicians; in the mail each is a part (RFC 2392). */
export function withOwnPictures({ html, ticketId, attachments }: Pick<Message, 'html' | 'ticketId' | 'attachments'>): string {
  let own = html ?? '';
  for (const { id, contentId } of attachments)
    if (contentId !== null) own = own.replaceAll(`"/api/tickets/${ticketId}/attachments/${id}"`, `"cid:${contentId}"`);
  return own;
}

import { z } from 'zod';
import { mailHtmlFromText } from '../body/html-from-text.ts';
import { NotificationEvent } from '../settings/notification-settings.ts';
import { noticeMail } from '../templates/notice-mail.ts';
import { noticeWords } from '../templates/notice-words.ts';
import { escapeHtml } from '../text/escape-html.ts';
import { mailSubjectOf } from '../thread/outgoing-thread.ts';
import type { Message } from '../tickets/message.ts';
import { fromTemplate, type Written } from './from-template.ts';
import { type MailParts, type NotificationKind, notificationKind } from './notification-kind.ts';

/** What clients are told by a template, and technicians by one that is for them alone. */
const ofClients: readonly NotificationEvent[] = ['ticket-resolved', 'ticket-closed'];
const ofTeam: readonly NotificationEvent[] = ['sla-breached', 'ticket-assigned', 'client-replied', 'note-mention'];

/** `also`: what else of the same change, or of one soon after it, is told by the same mail. */
const Data = z.object({ also: z.array(NotificationEvent).max(8).default([]) });

/**
 * A notice of what happened to a ticket, by a program: to clients what is theirs to know, to
 * technicians marked as internal, with where to look.
 */
export const noticeKind = (event: NotificationEvent): NotificationKind =>
  notificationKind({
    data: Data,
    automatic: true,
    compose({ also }, notification, ticket, words, message) {
      const written: Written = { notification, ticket, words };
      if (notification.audience === 'team') return toTeam(event, also, written, message);
      if (ofClients.includes(event)) return fromTemplate(event, {}, written);
      if (event !== 'ticket-created') throw new Error(`Notification ${notification.id}: "${event}" is told to technicians alone`);
      return noticeMail({ ...common(written), audience: { kind: 'takes-part' } });
    },
  });

/** The link that a client has asked for, since theirs had ended; see `guestUrl`. */
export const guestLinkKind: NotificationKind = notificationKind({
  data: z.object({}),
  automatic: true,
  compose: (_, notification, ticket, words) => noticeMail({ ...common({ notification, ticket, words }), audience: { kind: 'new-link' } }),
});

function toTeam(event: NotificationEvent, also: NotificationEvent[], written: Written, message: Message | null): MailParts {
  const { language, ...parts } = common(written);
  if (!ofTeam.includes(event)) return noticeMail({ ...parts, language, audience: { kind: 'team', events: [event, ...also] } });
  const { onlyTeam, team } = noticeWords[language];
  const lines = [...also.map((one) => team[one]), onlyTeam];
  const footer = { html: lines.map((line) => `<p style="margin:0">${escapeHtml(line)}</p>`).join(''), text: lines.join('\n') };
  const [text, html] = [message?.text ?? '', message ? mailHtmlFromText(message.text) : ''];
  const own = event === 'note-mention' ? { note_text: text, note_html: html } : { reply_text: text, reply_html: html };
  return fromTemplate(event, event === 'note-mention' || event === 'client-replied' ? own : {}, written, { footer });
}

const common = ({ notification, ticket, words }: Written) => ({
  language: notification.language ?? words.texts.defaultLanguage,
  // clients' programs group mail by the subject, whatever the ticket's title has become
  ticket: {
    number: ticket.number,
    subject: notification.audience === 'client' ? mailSubjectOf(ticket) : ticket.subject,
    url: words.ticketUrl,
  },
  signedBy: words.texts.companyName || words.signedBy,
});

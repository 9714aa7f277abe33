import { z } from 'zod';
import { mailHtmlFromText } from '../body/html-from-text.ts';
import { type BothForms, dateIn, layout } from '../templates/layout.ts';
import { withoutPictures } from '../templates/without-pictures.ts';
import { escapeHtml } from '../text/escape-html.ts';
import type { LanguageCode } from '../text/language-code.ts';
import type { ForwardedMessage, Message } from '../tickets/message.ts';
import type { Person } from '../tickets/person.ts';
import { notificationKind } from './notification-kind.ts';
import { withOwnPictures } from './technician-replied.ts';

/**
 * A technician's mail to somebody outside the conversation, as it was written: no template, no link
 * to the ticket, and of the conversation nothing but the message that is forwarded. A person wrote
 * it, so it is not marked as automatic (RFC 3834 5).
 */
export const technicianMail = notificationKind({
  data: z.object({}),
  automatic: false,
  compose(_data, { id, to, language: own }, ticket, words, message) {
    if (!message?.sentWith) throw new Error(`Notification ${id}: the message that it carries is gone`);
    const { signature, forward } = message.sentWith;
    const language = own ?? ticket.language ?? words.texts.defaultLanguage;
    const alsoSentTo = [...message.to, ...message.cc].filter(({ address }) => address !== to.address);
    const below = forward ? forwarded(forward, message, language) : { html: '', text: '' };
    const isSigned = signature.html.trim() !== '' || signature.text.trim() !== '';
    const written = { html: withOwnPictures(message), text: message.text };
    const parts = isSigned ? { ...written, signature: joined(signature, below) } : { ...joined(written, below), signature: null };
    const body = layout({ ...parts, language, quote: null, footer: null, preheader: null, alsoSentTo });
    return { subject: message.subject, ...body };
  },
});

const joined = (above: BothForms, below: BothForms): BothForms =>
  below.text === '' ? above : { html: `${above.html}\n${below.html}`, text: `${above.text}\n\n${below.text}` };

/** The form that mail programs, and our own reading of forwarded mail, know. */
function forwarded({ from, at, subject, to, text, html, leftOut }: ForwardedMessage, message: Message, language: LanguageCode): BothForms {
  const lines = [
    '---------- Forwarded message ---------',
    `From: ${named(from)}`,
    `Date: ${dateIn(language, at)}`,
    `Subject: ${subject}`,
    ...(to.length > 0 ? [`To: ${to.map(named).join(', ')}`] : []),
    ...(leftOut.length > 0 ? [`Files left out: ${leftOut.join(', ')}`] : []),
  ].map((line) => line.replace(/\s+/g, ' '));
  const body = html === null ? mailHtmlFromText(text) : withoutPictures(withOwnPictures({ ...message, html }));
  return { html: `<p>${lines.map(escapeHtml).join('<br />\n')}</p>\n${body}`, text: `${lines.join('\n')}\n\n${text}` };
}

const named = ({ name, address }: Person): string => (name ? `${name} <${address}>` : address);

import { withDistinctNames } from '../attachments/distinct-names.ts';
import { mailHtmlFromText } from '../body/html-from-text.ts';
import { safeHtml } from '../body/safe-html.ts';
import { textFromHtml } from '../body/text-from-html.ts';
import { cut } from '../text/cut.ts';
import type { Message } from '../tickets/message.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Upload } from './upload.ts';

/** What a technician wrote: HTML, or text; and the files that go with it. */
export type Written = { text: string | null; html: string | null; uploads: Upload[] };

/** The body of a message, and its files. */
export type WrittenBody = { kind: 'body' } & Pick<Message, 'text' | 'html' | 'attachments'>;

/** So long may either be: the item of a message holds both. Gmail shows about 100 KB of a mail. */
export const maxWritten = 100_000;

/**
 * Makes what a technician wrote fit to be shown and sent: HTML is made safe and gets a text, a text
 * gets HTML. A picture in the HTML must be one of the files, named `cid:` and its upload's id: one
 * from elsewhere would not be shown. Pure.
 */
export function writtenBody({ text, html, uploads }: Written, ticketId: string, messageItemId: string): WrittenBody | Refusal {
  const attachments = withDistinctNames(uploads.map((upload, index) => attachmentOf(upload, `${messageItemId}.${index}`)));
  if (html === null) {
    const plain = (text ?? '').replace(/\r\n?/g, '\n').replace(/\0/g, '').toWellFormed();
    if (plain.trim() === '' && attachments.length === 0) return refusal('text', 'says nothing');
    return { kind: 'body', text: plain, html: mailHtmlFromText(plain), attachments };
  }
  const missing: string[] = [];
  const shown = new Set<string>();
  const safe = safeHtml(html, (reference) => {
    const index = uploads.findIndex(({ id }) => reference.toLowerCase() === `cid:${id}`);
    const attachment = attachments[index];
    if (!attachment) {
      missing.push(reference);
      return null;
    }
    shown.add(attachment.id);
    return pictureUrl(ticketId, attachment.id);
  });
  if (safe === null || safe.html.length > maxWritten) return refusal('html', 'is too much for a mail; send the rest as a file');
  if (missing.length > 0) {
    const named = cut(missing[0] ?? '', 100);
    return refusal('html', `has the picture "${named}", which is none of the attachments; upload it and name it cid: and its id`);
  }
  const plain = textFromHtml(safe.html);
  if (plain.trim() === '' && attachments.length === 0) return refusal('html', 'says nothing');
  const inline = attachments.map((attachment) => ({ ...attachment, contentId: shown.has(attachment.id) ? `${attachment.id}@psa` : null }));
  return { kind: 'body', text: plain, html: safe.html, attachments: inline };
}

/** Where a picture of a message is served to technicians; in its mail it is a part. */
export const pictureUrl = (ticketId: string, attachmentId: string): string => `/api/tickets/${ticketId}/attachments/${attachmentId}`;

const attachmentOf = ({ name, type, size, sha256, flags }: Upload, id: string): Message['attachments'][number] => ({
  ...{ id, name, type, size, sha256, flags },
  contentId: null,
  blocked: null,
});

import type { Written } from '../conversation/written-body.ts';
import { maxWritten, pictureUrl } from '../conversation/written-body.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import { replyText } from '../reply/reply-text.ts';
import type { Message } from '../tickets/message.ts';
import type { IngestFacts } from './ingest-facts.ts';
import { mayQuote } from './may-quote.ts';
import type { MessageBody } from './message-body.ts';

/**
 * What a technician wrote in a mail: without quotation and signature, and without the pictures that
 * belong to these. `blocked`: the first of its files that is not kept; `isEmpty`: there is nothing;
 * `isTooLong`: for a mail of ours.
 */
export type TechniciansWords = Pick<Message, 'text' | 'html'> & {
  attachments: Message['attachments'];
  blocked: Message['attachments'][number] | null;
  isEmpty: boolean;
  isTooLong: boolean;
};

/** Reads them; `body` is what the mail shows. Pure. */
export function techniciansWords(facts: Pick<IngestFacts, 'mail' | 'forwarded'>, body: MessageBody, ticketId: string): TechniciansWords {
  const isSilent =
    (body.visibleText ?? body.text).trim() === '' || (body.visibleText === null && mayQuote(facts) && isQuotation(facts.mail));
  const text = isSilent ? '' : (body.visibleText ?? body.text).trim();
  const html = isSilent ? null : (body.visibleHtml ?? (body.visibleText === null ? body.html : null));
  const isShown = (id: string, where: string | null) => where?.includes(`"${pictureUrl(ticketId, id)}"`) === true;
  // a text whose HTML could not be cut has all the pictures: better one too many than one too few
  const attachments = body.attachments.filter(({ id }) => isShown(id, html) || !isShown(id, body.html) || (html === null && !isSilent));
  return {
    ...{ text, html, attachments },
    blocked: attachments.find(({ blocked }) => blocked !== null) ?? null,
    isEmpty: isSilent && attachments.length === 0,
    isTooLong: Math.max(text.length, html?.length ?? 0) > maxWritten,
  };
}

/** Words that nobody's signature or quotation has. */
const words = 'These are words.';

/**
 * Whether a mail is a quotation and signature, and nothing else: then all of it is shown as what
 * its writer wrote (`replyText`), and with words put above it, these alone. Pure.
 */
function isQuotation({ text, html, ...mail }: ParsedMail): boolean {
  const [above, aboveHtml] = [`${words}\n\n${text}`, html === null ? null : `<p>${words}</p>${html}`];
  return replyText({ ...mail, text: above, html: aboveHtml }).text.trim() === words;
}

/** The same as what a technician writes in the ticket. Pure. */
export function asWritten({ text, html, attachments }: TechniciansWords, ticketId: string, { address }: { address: string }): Written {
  const named = attachments.reduce((shown, { id }) => shown?.replaceAll(`"${pictureUrl(ticketId, id)}"`, `"cid:${id}"`) ?? null, html);
  const uploads = attachments.map(({ id, name, type, size, sha256, flags }) => ({
    ...{ id, name, type, size, sha256, flags, by: address },
    expiresAt: '9999-12-31T00:00:00.000Z',
  }));
  return { text: named === null ? text : null, html: named, uploads };
}

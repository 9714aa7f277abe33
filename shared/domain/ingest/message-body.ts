import { hash } from 'node:crypto';
import { withDistinctNames } from '../attachments/distinct-names.ts';
import { safeName } from '../attachments/file-name.ts';
import { scanAttachment } from '../attachments/scan-attachment.ts';
import { scanBudget } from '../attachments/scan-budget.ts';
import { type SafeHtml, safeHtml } from '../body/safe-html.ts';
import { blobNameOf } from '../ids.ts';
import { headerValue } from '../mail/header-fields.ts';
import { isMailType, type MailPart } from '../mail/parsed-mail.ts';
import { partReferences } from '../mail/part-references.ts';
import { enclosedMail } from '../reply/attached-mail.ts';
import { replyText } from '../reply/reply-text.ts';
import type { Policy } from '../settings/policy.ts';
import { cut } from '../text/cut.ts';
import type { BigBody } from '../tickets/body-blob.ts';
import type { Attachment, Message } from '../tickets/message.ts';
import { type Remark, remark } from '../words/remark.ts';
import type { IngestFacts } from './ingest-facts.ts';
import { mayQuote } from './may-quote.ts';

/** A file to be kept, under a name made from its content, so that a repeat overwrites itself. */
export type KeptFile = { name: string; content: Uint8Array; contentType: string };

/**
 * What a mail shows: its text, its HTML made safe with pictures served by us, of both what its
 * writer wrote, its files judged, and the bytes that are kept.
 */
export type MessageBody = Pick<Message, 'text' | 'html' | 'visibleText' | 'visibleHtml' | 'enclosed' | 'attachments'> & {
  files: KeptFile[];
  defects: Remark[];
};

/**
 * Makes a mail's body fit to be shown in a ticket. `messageItemId` is the message it will be. Pure.
 */
export function messageBody(
  facts: Pick<IngestFacts, 'mail' | 'policy' | 'forwarded'>,
  ticketId: string,
  messageItemId: string,
): MessageBody {
  const { mail, policy } = facts;
  let total = 0;
  const looking = scanBudget(policy);
  const judged = mail.parts.map((part, index) => {
    const verdict = scanAttachment(part, looking);
    total += part.size;
    const blocked = verdict.blocked ?? tooLarge(part, total, policy);
    return { part, attachment: attachmentOf(part, `${messageItemId}.${index}`, { ...verdict, blocked }) };
  });
  const url = (id: string) => `/api/tickets/${ticketId}/attachments/${id}`;
  const urlOf = partReferences(judged.map(({ part, attachment }) => ({ part, url: attachment.blocked ? null : url(attachment.id) })));
  const shown = (html: string | null) => (html === null ? null : safeHtml(html, urlOf));
  const html = shown(mail.html);
  const visible = mayQuote(facts) ? replyText(mail) : null;
  return {
    text: mail.text,
    html: html?.html ?? null,
    visibleText: visible?.trimmed ? visible.text : null,
    visibleHtml: shown(visible?.html ?? null)?.html ?? null,
    enclosed: judged
      .filter(({ part, attachment }) => isMailType(part.contentType) && !attachment.blocked)
      .slice(0, maxEnclosed)
      .flatMap(({ part, attachment }) => enclosedIn(part, attachment.id)),
    attachments: withDistinctNames(judged.map(({ attachment }) => attachment)),
    files: judged
      .filter(({ attachment }) => !attachment.blocked)
      .map(({ part }) => ({ name: blobNameOf(part), content: part.content, contentType: part.contentType })),
    defects: mail.html === null ? [] : htmlDefects(html),
  };
}

/** What of a mail's HTML can't be shown. */
function htmlDefects(html: SafeHtml | null): Remark[] {
  if (html === null) return [remark('html-not-shown')];
  const { pictures, links } = html.lost;
  return [
    ...(pictures > 0 ? [remark('pictures-left-out', { count: pictures })] : []),
    ...(links > 0 ? [remark('links-left-out', { count: links })] : []),
  ];
}

/** How many attached mails are shown, and how much of each: some forward their whole week. */
const maxEnclosed = 5;
const maxEnclosedLength = 4000;

/** An attached mail as it is shown below the one that carries it. */
function enclosedIn(part: MailPart, attachmentId: string): Message['enclosed'] {
  const mail = enclosedMail(part);
  if (!mail.from) return [];
  const { address, name } = mail.from;
  const date = headerValue(mail, 'date');
  const text = mail.text.trim();
  return [
    {
      attachmentId,
      from: { address: cut(address, 320), name: name === null ? null : cut(name, 300) },
      subject: cut(mail.subject, 1000),
      date: date === null ? null : cut(date, 100),
      text: cut(text, maxEnclosedLength),
      truncated: text.length > maxEnclosedLength,
    },
  ];
}

function tooLarge(part: MailPart, total: number, policy: Policy): { reason: Remark } | null {
  const { maxAttachmentBytes, maxAttachmentsBytes } = policy;
  if (part.size > maxAttachmentBytes) return { reason: remark('file-too-large', { megabytes: megabytes(maxAttachmentBytes) }) };
  if (total > maxAttachmentsBytes) return { reason: remark('files-too-large', { megabytes: megabytes(maxAttachmentsBytes) }) };
  return null;
}

const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);

function attachmentOf(part: MailPart, id: string, { blocked, flags }: Pick<Attachment, 'blocked' | 'flags'>): Attachment {
  return {
    id,
    name: safeName(part.name, part.contentType),
    type: part.contentType,
    size: part.size,
    sha256: part.sha256,
    contentId: part.contentId,
    blocked,
    flags,
  };
}

/**
 * Bodies above this (bytes of UTF-8) go to a blob: an item takes 2 MB, and each read of a ticket
 * pays for all of it.
 */
const maxCharactersInItem = 100_000;
/** How many characters of each stay in the item. */
const beginning = 20_000;

/**
 * A message whose body is too big for its item keeps the beginning of the text; the whole of it
 * becomes a file. Pure.
 */
export function offloadBody(message: Message): { message: Message; file: KeptFile | null } {
  const { text, html, visibleText, visibleHtml } = message;
  const body: BigBody = { text, html, visibleText, visibleHtml };
  if (longestOf(body) <= maxCharactersInItem) return { message, file: null };
  const content = Buffer.from(JSON.stringify(body));
  if (content.byteLength <= maxCharactersInItem) return { message, file: null };
  const name = `bodies/${hash('sha256', content)}.json`;
  const begun = {
    text: cut(text, beginning),
    visibleText: visibleText === null ? null : cut(visibleText, beginning),
    html: null,
    visibleHtml: null,
  };
  return { message: { ...message, ...begun, bodyBlob: name }, file: { name, content, contentType: 'application/json' } };
}

/**
 * No JSON of a body is longer: a character takes six bytes at most (an escaped control character;
 * RFC 8259 7).
 */
const longestOf = (body: BigBody): number => 6 * Object.values(body).reduce((length, part) => length + (part?.length ?? 0), 0) + 200;

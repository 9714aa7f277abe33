import { createHash } from 'node:crypto';
import { type AddressObject, type EmailAddress, type ParsedMail, simpleParser } from 'mailparser';
import type { GraphState } from './graph-store.ts';
import { changeKeyOf, etagOf, type Message, readContent, readField } from './messages.ts';
import { headerNameOf } from './property-name.ts';
import { readHeaders } from './read-headers.ts';

export type View = {
  /** property names; everything but internetMessageHeaders when absent */
  select?: string[] | undefined;
  /** `Prefer: IdType="ImmutableId"` */
  immutable: boolean;
  /** `Prefer: outlook.body-content-type="text"` */
  textBody: boolean;
  /** ids of extended properties to show; none when absent */
  expand?: string[];
};

/** Properties that are known without reading the mail. */
const cheap = [
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'changeKey',
  'categories',
  'receivedDateTime',
  'internetMessageId',
  'parentFolderId',
  'isRead',
  'isDraft',
];

/** A message as Graph shows it. The mail itself is read only when a selected property needs it. */
export async function toMessageResource(
  state: GraphState,
  message: Message,
  { select, immutable, textBody, expand = [] }: View,
): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = { ...cheapProperties(message, immutable) };
  if (!select || select.some((name) => !cheap.includes(name))) Object.assign(all, await readProperties(state, message, textBody));
  const { internetMessageHeaders, ...rest } = all;
  const chosen = select ? Object.fromEntries(Object.entries(all).filter(([name]) => name === 'id' || select.includes(name))) : rest;
  const properties = expand.flatMap((id) => {
    const value = readField(state, message, headerNameOf(id));
    return value === undefined ? [] : [{ id, value }];
  });
  return { '@odata.etag': etagOf(message), ...chosen, ...(properties.length > 0 ? { singleValueExtendedProperties: properties } : {}) };
}

function cheapProperties(message: Message, immutable: boolean): Record<string, unknown> {
  return {
    id: immutable ? message.immutable_id : message.mutable_id,
    createdDateTime: toTime(message.created),
    lastModifiedDateTime: toTime(message.modified),
    changeKey: changeKeyOf(message),
    categories: JSON.parse(message.categories),
    receivedDateTime: toTime(message.received),
    internetMessageId: message.message_id,
    parentFolderId: message.folder_id,
    isRead: message.is_read === 1,
    isDraft: message.is_draft === 1,
  };
}

async function readProperties(state: GraphState, message: Message, textBody: boolean): Promise<Record<string, unknown>> {
  const raw = readContent(state, message);
  const mail = await parseMail(raw);
  const text = mail?.text ?? '';
  const html = mail?.html || undefined;
  const sentAt = mail?.date?.getTime();
  return {
    subject: mail?.subject ?? '',
    sentDateTime: toTime(sentAt !== undefined && Number.isFinite(sentAt) ? sentAt : message.received),
    hasAttachments: (mail?.attachments ?? []).some(({ related }) => !related),
    bodyPreview: text.replace(/\s+/g, ' ').trim().slice(0, 255),
    importance: String(mail?.headers.get('priority') ?? 'normal'),
    conversationId: conversationIdOf(mail, message),
    isDeliveryReceiptRequested: null,
    isReadReceiptRequested: mail?.headers.has('disposition-notification-to') ?? false,
    inferenceClassification: 'focused',
    flag: { flagStatus: 'notFlagged' },
    body: html && !textBody ? { contentType: 'html', content: html } : { contentType: 'text', content: text },
    from: recipients(mail?.from)[0] ?? null,
    sender: recipients(mail?.from)[0] ?? null,
    toRecipients: recipients(mail?.to),
    ccRecipients: recipients(mail?.cc),
    bccRecipients: recipients(mail?.bcc),
    replyTo: recipients(mail?.replyTo),
    internetMessageHeaders: readHeaders(raw),
  };
}

/**
 * Undefined for a mail that its reader gives up on: Graph still shows the message, with what is
 * known without reading.
 */
export async function parseMail(raw: Uint8Array): Promise<ParsedMail | undefined> {
  try {
    return await simpleParser(Buffer.from(raw), { skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true, keepCidLinks: true });
  } catch {
    return undefined;
  }
}

/** mailparser gives one address list for each header of the name. */
export function addressesOf(header: AddressObject | AddressObject[] | undefined): { name: string; address: string }[] {
  const flat = (one: EmailAddress): EmailAddress[] => one.group?.flatMap(flat) ?? [one];
  const values = [header ?? []].flat().flatMap(({ value }) => value.flatMap(flat));
  return values.filter(({ address }) => address).map(({ name, address }) => ({ name, address: address ?? '' }));
}

function recipients(header: AddressObject | AddressObject[] | undefined): { emailAddress: { name: string; address: string } }[] {
  return addressesOf(header).map(({ name, address }) => ({ emailAddress: { name: name || address, address } }));
}

function conversationIdOf(mail: ParsedMail | undefined, message: Message): string {
  const [root] = [mail?.references ?? []].flat();
  const name = root ?? mail?.inReplyTo ?? (message.message_id || message.immutable_id);
  return `AAQkAG${createHash('sha256').update(name).digest('base64url')}AAA=`;
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

import { readMailHead } from '../mail/read-mail-head.ts';
import type { EwsCall } from './ews-call.ts';
import { EwsFault } from './ews-fault.ts';
import { type Item, rawOf } from './items.ts';
import { escapeXml } from './xml.ts';

/** Its version too, which a change of it counts up. */
export const itemIdXml = ({ id, changed }: Pick<Item, 'id' | 'changed'>): string =>
  `<t:ItemId Id="${id}" ChangeKey="CQAAABYAAA${Buffer.from(String(changed)).toString('base64url')}"/>`;

/** An item with the properties that were asked for (null: all but its MIME). */
export function itemXml(call: EwsCall, item: Item, fields: ReadonlySet<string> | null): string {
  const has = (field: string) => fields === null || fields.has(field);
  const of = (field: string, xml: () => string) => (has(field) ? xml() : '');
  const head = () => readMailHead(Buffer.from(rawOf(call.store, item.id)));
  return (
    '<t:Message>' +
    (fields?.has('item:MimeContent') ? mimeXml(call, item) : '') +
    itemIdXml(item) +
    of('item:ParentFolderId', () => `<t:ParentFolderId Id="${item.folderId}" ChangeKey="AQAAAA=="/>`) +
    of('item:ItemClass', () => '<t:ItemClass>IPM.Note</t:ItemClass>') +
    of('item:Subject', () => `<t:Subject>${escapeXml(item.subject)}</t:Subject>`) +
    of('item:DateTimeReceived', () => `<t:DateTimeReceived>${item.received.toISOString().replace(/\.\d+Z$/, 'Z')}</t:DateTimeReceived>`) +
    of('item:Size', () => `<t:Size>${item.size}</t:Size>`) +
    of('message:From', () => `<t:From><t:Mailbox><t:EmailAddress>${escapeXml(head().from)}</t:EmailAddress></t:Mailbox></t:From>`) +
    of('message:InternetMessageId', () => `<t:InternetMessageId>${escapeXml(head().messageId)}</t:InternetMessageId>`) +
    of('message:IsRead', () => `<t:IsRead>${item.isRead}</t:IsRead>`) +
    '</t:Message>'
  );
}

function mimeXml(call: EwsCall, item: Item): string {
  if (call.unreadable.has(item.subject)) throw new EwsFault('ErrorMimeContentConversionFailed', 'Conversion of the MIME content failed.');
  return `<t:MimeContent CharacterSet="UTF-8">${Buffer.from(rawOf(call.store, item.id)).toString('base64')}</t:MimeContent>`;
}

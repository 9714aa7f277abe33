import type { Ews } from './ews-connection.ts';
import { toFolderId } from './folders.ts';
import { elementAt, elementsOf, escapeXml, isElement, textAt } from './xml.ts';

/** What SyncFolderItems gives at most (learn.microsoft.com: MaxChangesReturned). */
const maxChanges = 512;
/** Ids are not larger; the queue's items take no more. */
const maxIdLength = 1024;
/** What lies in a folder of mails now and then, and is no mail. */
const noMail = ['CalendarItem', 'Contact', 'DistributionList', 'Task'];

/** A new item of a folder. Its id stays while it lies there, and changes when it is moved. */
export type ListedItem = { id: string; size: number; receivedAt: Date | null };

export type SyncPage = { items: ListedItem[]; syncState: string; last: boolean };

/**
 * What came into a folder since a state ('': everything in it), the newest first; `last`: there is
 * no more for now. `invalid-state`: the server does not know that state any more.
 *
 * @throws MailSourceError
 */
export async function syncFolderItems(ews: Ews, folderId: string, syncState: string): Promise<SyncPage | 'invalid-state'> {
  const since = syncState === '' ? '' : `<m:SyncState>${escapeXml(syncState)}</m:SyncState>`;
  const [message] = await ews.call(
    '<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>' +
      '<t:FieldURI FieldURI="item:DateTimeReceived"/><t:FieldURI FieldURI="item:Size"/></t:AdditionalProperties></m:ItemShape>' +
      `<m:SyncFolderId>${toFolderId(folderId)}</m:SyncFolderId>${since}` +
      `<m:MaxChangesReturned>${maxChanges}</m:MaxChangesReturned><m:SyncScope>NormalItems</m:SyncScope></m:SyncFolderItems>`,
  );
  if (message?.code === 'ErrorInvalidSyncStateData') return 'invalid-state';
  const next = textAt(message?.content, 'SyncState');
  if (!message || message.isError || next === '') throw ews.refusal(message ?? nothingSaid);
  const created = elementsOf(elementAt(message.content, 'Changes'), 'Create').flatMap((change) =>
    isElement(change) ? Object.entries(change) : [],
  );
  const items = created.flatMap(([kind, found]) => (noMail.includes(kind) ? [] : [found].flat().flatMap(toListed)));
  return { items, syncState: next, last: !/^(?:false|0)$/.test(textAt(message.content, 'IncludesLastItemInRange')) };
}

/** What is asked for of a listing at a time: a quarter of what a throttling policy allows. */
const maxFound = 250;

type Found = { remoteId: string; size: number; receivedAt: Date | null };

/**
 * Mails of a folder that were received since then (null: all), without the first `skip` items;
 * `times`: when these and all others that are no mails were received, oldest first; `more`: there
 * are others after them.
 *
 * @throws MailSourceError
 */
export async function findItems(
  ews: Ews,
  folderId: string,
  since: Date | null,
  skip: number,
): Promise<{ mails: Found[]; times: (Date | null)[]; more: boolean }> {
  const received = '<t:FieldURI FieldURI="item:DateTimeReceived"/>';
  const [message] = await ews.call(
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>' +
      `${received}<t:FieldURI FieldURI="item:Size"/></t:AdditionalProperties></m:ItemShape>` +
      `<m:IndexedPageItemView MaxEntriesReturned="${maxFound}" Offset="${skip}" BasePoint="Beginning"/>` +
      `<m:Restriction><t:IsGreaterThanOrEqualTo>${received}<t:FieldURIOrConstant>` +
      `<t:Constant Value="${(since ?? new Date(0)).toISOString()}"/></t:FieldURIOrConstant></t:IsGreaterThanOrEqualTo></m:Restriction>` +
      `<m:SortOrder><t:FieldOrder Order="Ascending">${received}</t:FieldOrder></m:SortOrder>` +
      `<m:ParentFolderIds>${toFolderId(folderId)}</m:ParentFolderIds></m:FindItem>`,
  );
  if (!message || message.isError) throw ews.refusal(message ?? nothingSaid);
  const root = elementAt(message.content, 'RootFolder');
  const items = elementAt(root, 'Items');
  // they come together by their kinds, which mixes their times
  const found = isElement(items)
    ? Object.entries(items).flatMap(([kind, all]) =>
        [all]
          .flat()
          .flatMap(toListed)
          .map((item) => ({ ...item, isMail: !noMail.includes(kind) })),
      )
    : [];
  found.sort((a, b) => (a.receivedAt?.getTime() ?? 0) - (b.receivedAt?.getTime() ?? 0));
  const mails = found.filter(({ isMail }) => isMail).map(({ id, size, receivedAt }): Found => ({ remoteId: id, size, receivedAt }));
  const more = /^(?:false|0)$/.test(textAt(root, '@IncludesLastItemInRange'));
  return { mails, times: found.map(({ receivedAt }) => receivedAt), more };
}

function toListed(item: unknown): ListedItem[] {
  const id = textAt(item, 'ItemId', '@Id');
  if (id === '' || id.length > maxIdLength) return [];
  const receivedAt = new Date(textAt(item, 'DateTimeReceived'));
  const size = Number.parseInt(textAt(item, 'Size'), 10);
  return [{ id, size: size > 0 ? size : 0, receivedAt: Number.isNaN(receivedAt.getTime()) ? null : receivedAt }];
}

/**
 * The whole mail (RFC 5322); null when it is gone.
 *
 * @throws MailSourceError `too-large` beyond `mailBytes`, `unreadable` when Exchange can't write it
 * as MIME
 */
export async function mimeContent(ews: Ews, id: string, mailBytes: number): Promise<Uint8Array | null> {
  const [message] = await ews.call(
    '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent></m:ItemShape>' +
      `<m:ItemIds>${toItemId(id)}</m:ItemIds></m:GetItem>`,
    mailBytes,
  );
  if (message && isGone(message.code)) return null;
  if (!message || message.isError) throw ews.refusal(message ?? nothingSaid);
  const { mime } = message;
  if (mime && mime.length > mailBytes)
    throw ews.refusal({ code: 'ErrorMessageSizeExceeded', text: `more than ${mailBytes} bytes`, backOffMs: null });
  // a mail without a byte is no mail
  if (!mime || mime.length === 0) throw ews.refusal({ code: 'ErrorMimeContentInvalid', text: 'it is empty', backOffMs: null });
  return mime;
}

/**
 * Marks mails as read, without the receipts that some senders ask for. Those that are gone are
 * passed over.
 *
 * @throws MailSourceError when one of the others could not be marked
 */
export async function markRead(ews: Ews, ids: string[]): Promise<void> {
  const change = (id: string) =>
    `<t:ItemChange>${toItemId(id)}<t:Updates><t:SetItemField><t:FieldURI FieldURI="message:IsRead"/>` +
    '<t:Message><t:IsRead>true</t:IsRead></t:Message></t:SetItemField></t:Updates></t:ItemChange>';
  await settleEach(ews, ids, (some) => {
    const changes = `<m:ItemChanges>${some.map(change).join('')}</m:ItemChanges>`;
    return `<m:UpdateItem MessageDisposition="SaveOnly" ConflictResolution="AlwaysOverwrite" SuppressReadReceipts="true">${changes}</m:UpdateItem>`;
  });
}

/**
 * Moves mails to a folder. Those that are gone, or there already (their id has changed by that),
 * are passed over.
 *
 * @throws MailSourceError when one of the others could not be moved
 */
export async function moveItems(ews: Ews, ids: string[], folderId: string): Promise<void> {
  await settleEach(
    ews,
    ids,
    (some) =>
      `<m:MoveItem><m:ToFolderId>${toFolderId(folderId)}</m:ToFolderId><m:ItemIds>${some.map(toItemId).join('')}</m:ItemIds>` +
      '<m:ReturnNewItemIds>false</m:ReturnNewItemIds></m:MoveItem>',
  );
}

/** A server ends a batch after a minute. */
const idsAtATime = 50;

async function settleEach(ews: Ews, ids: string[], toOperation: (ids: string[]) => string): Promise<void> {
  for (let at = 0; at < ids.length; at += idsAtATime) {
    const messages = await ews.call(toOperation(ids.slice(at, at + idsAtATime)));
    const failed = messages.find(({ isError, code }) => isError && !isGone(code));
    if (failed) throw ews.refusal(failed);
  }
}

/** An id that is none (of another server, say) is as good as one that is gone. */
const isGone = (code: string): boolean => code === 'ErrorItemNotFound' || /^ErrorInvalidId(?:$|Malformed|StoreObjectId|Empty)/.test(code);

const toItemId = (id: string): string => `<t:ItemId Id="${escapeXml(id)}"/>`;
const nothingSaid = { code: 'no answer', text: 'it said nothing of what was asked for', backOffMs: null };

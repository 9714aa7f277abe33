import { type EwsCall, each, fieldsOf, foldersNamed, itemById, type Operation } from '../ews-call.ts';
import { EwsFault } from '../ews-fault.ts';
import { itemIdXml, itemXml } from '../item-xml.ts';
import { deleteItem, type Item, itemsIn, moveItem, setRead } from '../items.ts';
import { elementAt, elementsOf, isElement, textAt, type Xml } from '../xml.ts';

/** FindItem, GetItem, UpdateItem, MoveItem and DeleteItem. */
export const itemOperations: Record<string, Operation> = {
  FindItem: {
    elements: ['ItemShape', 'IndexedPageItemView', 'Restriction', 'SortOrder', 'ParentFolderIds'],
    answer(call, request) {
      const fields = fieldsOf(elementAt(request, 'ItemShape'));
      const view = elementAt(request, 'IndexedPageItemView');
      const offset = Number(textAt(view, '@Offset') || 0);
      const most = Math.min(Number(textAt(view, '@MaxEntriesReturned') || 1000), 1000);
      return each(foldersNamed(call, elementAt(request, 'ParentFolderIds')), (folder) => {
        const found = sorted(itemsIn(call.store, folder().id).filter(matching(elementAt(request, 'Restriction'))), request);
        const page = found.slice(offset, offset + most);
        const last = offset + page.length >= found.length;
        return (
          `<m:RootFolder IndexedPagingOffset="${offset + page.length}" TotalItemsInView="${found.length}" IncludesLastItemInRange="${last}">` +
          `<t:Items>${page.map((item) => itemXml(call, item, fields)).join('')}</t:Items></m:RootFolder>`
        );
      });
    },
  },

  GetItem: {
    elements: ['ItemShape', 'ItemIds'],
    answer(call, request) {
      const fields = fieldsOf(elementAt(request, 'ItemShape'));
      return each(idsIn(request), (id) => `<m:Items>${itemXml(call, itemById(call, id), fields)}</m:Items>`);
    },
  },

  UpdateItem: {
    elements: ['SavedItemFolderId', 'ItemChanges'],
    answer(call, request) {
      const overwrites = textAt(request, '@ConflictResolution') === 'AlwaysOverwrite';
      return each(elementsOf(elementAt(request, 'ItemChanges'), 'ItemChange'), (change) => {
        const item = itemById(call, textAt(change, 'ItemId', '@Id'));
        if (!overwrites && textAt(change, 'ItemId', '@ChangeKey') === '')
          throw new EwsFault('ErrorChangeKeyRequiredForWriteOperations', 'The change key must be included.');
        for (const set of elementsOf(elementAt(change, 'Updates'), 'SetItemField')) update(call, item, set);
        return `<m:Items><t:Message>${itemIdXml(itemById(call, item.id))}</t:Message></m:Items><m:ConflictResults><t:Count>0</t:Count></m:ConflictResults>`;
      });
    },
  },

  MoveItem: {
    elements: ['ToFolderId', 'ItemIds', 'ReturnNewItemIds'],
    answer(call, request) {
      const [to] = foldersNamed(call, elementAt(request, 'ToFolderId'));
      return each(idsIn(request), (id) => {
        if (!to) throw new EwsFault('ErrorToFolderNotFound', 'The target folder could not be found.');
        const moved = moveItem(call.store, itemById(call, id), to().id);
        if (textAt(request, 'ReturnNewItemIds') === 'false') return '<m:Items/>';
        return `<m:Items><t:Message>${itemIdXml(itemById(call, moved))}</t:Message></m:Items>`;
      });
    },
  },

  DeleteItem: {
    elements: ['ItemIds'],
    answer: (call, request) =>
      each(idsIn(request), (id) => {
        deleteItem(call.store, itemById(call, id));
        return '';
      }),
  },
};

const idsIn = (request: Xml): string[] => elementsOf(elementAt(request, 'ItemIds'), 'ItemId').map((id) => textAt(id, '@Id'));

/** XML Schema writes a boolean in two ways. */
const isTrue = (value: string): boolean => /^(?:true|1)$/i.test(value);

function update(call: EwsCall, item: Item, set: Xml): void {
  const field = textAt(set, 'FieldURI', '@FieldURI');
  if (field !== 'message:IsRead') throw new EwsFault('ErrorInvalidPropertySet', `Set action is invalid for property ${field}.`);
  setRead(call.store, item.id, isTrue(textAt(set, 'Message', 'IsRead')));
}

/** A restriction of comparisons, all of which have to hold. */
function matching(restriction: Xml): (item: Item) => boolean {
  const root = isElement(restriction) ? (elementAt(restriction, 'And') ?? restriction) : undefined;
  if (root === undefined) return () => true;
  const equal = elementsOf(root, 'IsEqualTo');
  const later = elementsOf(root, 'IsGreaterThanOrEqualTo');
  if (equal.length + later.length === 0)
    throw new EwsFault('ErrorUnsupportedQueryFilter', 'Only IsEqualTo and IsGreaterThanOrEqualTo are known here.');
  const isLater = (item: Item) =>
    later.every((one) => {
      const at = Date.parse(textAt(one, 'FieldURIOrConstant', 'Constant', '@Value'));
      const field = textAt(one, 'FieldURI', '@FieldURI');
      if (field === 'item:DateTimeReceived') return item.received.getTime() >= at;
      throw new EwsFault('ErrorUnsupportedPathForQuery', `${field} can not be compared here.`);
    });
  return (item) =>
    isLater(item) &&
    equal.every((one) => {
      const value = textAt(one, 'FieldURIOrConstant', 'Constant', '@Value');
      const field = textAt(one, 'FieldURI', '@FieldURI');
      if (field === 'message:IsRead') return item.isRead === isTrue(value);
      if (field === 'item:Subject') return item.subject.toLowerCase() === value.toLowerCase();
      throw new EwsFault('ErrorUnsupportedPathForQuery', `${field} can not be asked for here.`);
    });
}

/** By the time they came, as they are (the newest first) or the other way round. */
function sorted(items: Item[], request: Xml): Item[] {
  return textAt(request, 'SortOrder', 'FieldOrder', '@Order') === 'Ascending' ? items.toReversed() : items;
}

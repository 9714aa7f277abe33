import type { Store } from '../../simulator/open-store.ts';
import { each, foldersNamed, type Operation } from '../ews-call.ts';
import { EwsFault } from '../ews-fault.ts';
import { addFolder, type Folder, foldersIn } from '../folders.ts';
import { itemsIn } from '../items.ts';
import { elementAt, elementsOf, escapeXml, textAt } from '../xml.ts';

/** GetFolder, FindFolder and CreateFolder. */
export const folderOperations: Record<string, Operation> = {
  GetFolder: {
    elements: ['FolderShape', 'FolderIds'],
    answer: (call, request) =>
      each(foldersNamed(call, elementAt(request, 'FolderIds')), (folder) => `<m:Folders>${toXml(call.store, folder())}</m:Folders>`),
  },

  FindFolder: {
    elements: ['FolderShape', 'IndexedPageFolderView', 'FractionalPageFolderView', 'Restriction', 'ParentFolderIds'],
    answer(call, request) {
      const deep = textAt(request, '@Traversal') === 'Deep';
      const wanted = textAt(request, 'Restriction', 'IsEqualTo', 'FieldURIOrConstant', 'Constant', '@Value').toLowerCase();
      return each(foldersNamed(call, elementAt(request, 'ParentFolderIds')), (parent) => {
        const found = foldersIn(call.store, parent().id, deep).filter(({ name }) => wanted === '' || name.toLowerCase() === wanted);
        const folders = found.map((folder) => toXml(call.store, folder)).join('');
        return `<m:RootFolder IndexedPagingOffset="${found.length}" TotalItemsInView="${found.length}" IncludesLastItemInRange="true"><t:Folders>${folders}</t:Folders></m:RootFolder>`;
      });
    },
  },

  CreateFolder: {
    elements: ['ParentFolderId', 'Folders'],
    answer(call, request) {
      const [parent] = foldersNamed(call, elementAt(request, 'ParentFolderId'));
      return each(elementsOf(elementAt(request, 'Folders'), 'Folder'), (asked) => {
        if (!parent) throw new EwsFault('ErrorParentFolderNotFound', 'The specified parent folder was not found.');
        const { id: parentId, mailbox } = parent();
        const made = addFolder(call.store, { mailbox, parentId, name: textAt(asked, 'DisplayName'), distinguished: null });
        return `<m:Folders>${toXml(call.store, made)}</m:Folders>`;
      });
    },
  },
};

function toXml(store: Store, { id, parentId, name, distinguished }: Folder): string {
  const items = itemsIn(store, id);
  return (
    `<t:Folder><t:FolderId Id="${id}" ChangeKey="AQAAAA=="/>` +
    (parentId === null ? '' : `<t:ParentFolderId Id="${parentId}" ChangeKey="AQAAAA=="/>`) +
    (distinguished === 'root' || distinguished === 'msgfolderroot' ? '' : '<t:FolderClass>IPF.Note</t:FolderClass>') +
    `<t:DisplayName>${escapeXml(name)}</t:DisplayName><t:TotalCount>${items.length}</t:TotalCount>` +
    `<t:ChildFolderCount>${foldersIn(store, id, false).length}</t:ChildFolderCount>` +
    (distinguished === null ? '' : `<t:DistinguishedFolderId>${distinguished}</t:DistinguishedFolderId>`) +
    `<t:UnreadCount>${items.filter(({ isRead }) => !isRead).length}</t:UnreadCount></t:Folder>`
  );
}

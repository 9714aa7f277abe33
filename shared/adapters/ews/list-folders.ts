import type { SourceFolder } from '../../ports/mail-source.ts';
import type { Ews } from './ews-connection.ts';
import { elementAt, elementsOf, escapeXml, textAt } from './xml.ts';

/** Nobody chooses from more. */
const maxFolders = 500;

/**
 * The folders of mails, by the paths of their names from the top of the mailbox.
 *
 * @param owner the address of the mailbox when it is not the account's own and not impersonated
 * @throws MailSourceError
 */
export async function listEwsFolders(ews: Ews, owner: string | null): Promise<SourceFolder[]> {
  const mailbox = owner === null ? '' : `<t:Mailbox><t:EmailAddress>${escapeXml(owner)}</t:EmailAddress></t:Mailbox>`;
  const [message] = await ews.call(
    '<m:FindFolder Traversal="Deep"><m:FolderShape><t:BaseShape>Default</t:BaseShape><t:AdditionalProperties>' +
      '<t:FieldURI FieldURI="folder:ParentFolderId"/><t:FieldURI FieldURI="folder:FolderClass"/></t:AdditionalProperties></m:FolderShape>' +
      `<m:IndexedPageFolderView MaxEntriesReturned="${maxFolders}" Offset="0" BasePoint="Beginning"/>` +
      `<m:ParentFolderIds><t:DistinguishedFolderId Id="msgfolderroot">${mailbox}</t:DistinguishedFolderId></m:ParentFolderIds></m:FindFolder>`,
  );
  if (!message || message.isError) throw ews.refusal(message ?? { code: 'no answer', text: '', backOffMs: null });
  const folders = elementsOf(elementAt(message.content, 'RootFolder', 'Folders'), 'Folder').map((folder) => ({
    id: textAt(folder, 'FolderId', '@Id'),
    parentId: textAt(folder, 'ParentFolderId', '@Id'),
    name: textAt(folder, 'DisplayName'),
    ofMails: /^(?:IPF\.Note\b.*)?$/.test(textAt(folder, 'FolderClass')),
  }));
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const pathOf = (id: string, deep = 0): string => {
    const folder = byId.get(id);
    if (!folder || deep > maxFolders) return '';
    const above = pathOf(folder.parentId, deep + 1);
    return above === '' ? folder.name : `${above}/${folder.name}`;
  };
  return folders
    .filter(({ ofMails, name }) => ofMails && name !== '')
    .map(({ id }) => ({ folder: pathOf(id), name: pathOf(id) }))
    .filter(({ folder }) => folder.length <= 255);
}

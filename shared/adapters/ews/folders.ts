import type { MailSourceError } from '../../errors.ts';
import type { Ews } from './ews-connection.ts';
import type { ResponseMessage } from './soap.ts';
import { elementAt, elementsOf, escapeXml, textAt } from './xml.ts';

/**
 * Folders that have a name of their own in every language
 * (learn.microsoft.com/exchange/client-developer/web-service-reference/distinguishedfolderid).
 */
const distinguished = ['inbox', 'junkemail', 'deleteditems', 'sentitems', 'drafts', 'outbox', 'msgfolderroot', 'archivemsgfolderroot'];

/**
 * The id of a folder: a distinguished name (`inbox`), or a path of names from the top of the
 * mailbox on or from such a folder (`Support/Alerts`, `inbox/Alerts`).
 *
 * @param owner the address of the mailbox when it is not the account's own and not impersonated
 * @throws MailSourceError `folder-missing`
 */
export async function folderIdFor(ews: Ews, path: string, owner: string | null): Promise<string> {
  const [top, names] = splitPath(path);
  let folderId = await topFolder(ews, top, owner);
  for (const name of names) {
    const found = await find(ews, folderId, name);
    if (found === null) throw missing(ews, `there is no "${name}" of "${path}"`);
    folderId = found;
  }
  return folderId;
}

/** As folderIdFor; what is missing of the path is made. */
export async function folderIdToMoveTo(ews: Ews, path: string, owner: string | null): Promise<string> {
  const [top, names] = splitPath(path);
  let folderId = await topFolder(ews, top, owner);
  for (const name of names) folderId = (await find(ews, folderId, name)) ?? (await make(ews, folderId, name));
  return folderId;
}

export const toFolderId = (id: string): string => `<t:FolderId Id="${escapeXml(id)}"/>`;

function splitPath(path: string): [top: string, names: string[]] {
  const names = path.split('/').filter((name) => name !== '');
  const first = names[0]?.toLowerCase() ?? 'inbox';
  return distinguished.includes(first) ? [first, names.slice(1)] : ['msgfolderroot', names];
}

async function topFolder(ews: Ews, name: string, owner: string | null): Promise<string> {
  const mailbox = owner === null ? '' : `<t:Mailbox><t:EmailAddress>${escapeXml(owner)}</t:EmailAddress></t:Mailbox>`;
  const [message] = await ews.call(
    '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>' +
      `<m:FolderIds><t:DistinguishedFolderId Id="${name}">${mailbox}</t:DistinguishedFolderId></m:FolderIds></m:GetFolder>`,
  );
  return folderIdIn(ews, message, elementAt(message?.content, 'Folders'));
}

async function find(ews: Ews, parentId: string, name: string): Promise<string | null> {
  const [message] = await ews.call(
    '<m:FindFolder Traversal="Shallow"><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>' +
      '<m:Restriction><t:IsEqualTo><t:FieldURI FieldURI="folder:DisplayName"/>' +
      `<t:FieldURIOrConstant><t:Constant Value="${escapeXml(name)}"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>` +
      `<m:ParentFolderIds>${toFolderId(parentId)}</m:ParentFolderIds></m:FindFolder>`,
  );
  const folders = elementAt(message?.content, 'RootFolder', 'Folders');
  if (message && !message.isError && elementsOf(folders, 'Folder').length === 0) return null;
  return folderIdIn(ews, message, folders);
}

async function make(ews: Ews, parentId: string, name: string): Promise<string> {
  const [message] = await ews.call(
    `<m:CreateFolder><m:ParentFolderId>${toFolderId(parentId)}</m:ParentFolderId><m:Folders><t:Folder>` +
      `<t:FolderClass>IPF.Note</t:FolderClass><t:DisplayName>${escapeXml(name)}</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>`,
  );
  // made by another function in the meantime
  const found = message?.code === 'ErrorFolderExists' ? await find(ews, parentId, name) : null;
  return found ?? folderIdIn(ews, message, elementAt(message?.content, 'Folders'));
}

function folderIdIn(ews: Ews, message: ResponseMessage | undefined, folders: unknown): string {
  if (message?.isError) throw ews.refusal(message);
  const id = textAt(folders, 'Folder', 'FolderId', '@Id');
  if (id === '') throw missing(ews, 'the answer names no folder of mails');
  return id;
}

const missing = (ews: Ews, text: string): MailSourceError => ews.refusal({ code: 'ErrorFolderNotFound', text, backOffMs: null });

import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Mailbox, Message, Server } from 'hoodiecrow-imap';
import {
  changeLetters,
  type MailFolder,
  openMailFolder,
  placeMail,
  removeMails,
  type StoredMail,
  stageMailNow,
  toLetters,
} from './mail-folder.ts';
import type { StoredMailbox, StoredMessages } from './stored-messages.ts';

export interface MailboxDisk {
  /** What the folders on disk hold, as the server's storage tree. */
  storage: Record<string, unknown>;
  plugin(server: Server): void;
  /** To be told which messages a command names, before it is answered. */
  touch(messages: readonly Message[]): void;
  folderOf(mailbox: Mailbox): MailFolder;
}

/**
 * Keeps a hoodiecrow server's mailboxes under `root`: a folder for each, a file for each mail. What
 * a command changed (flags, new, moved and removed mails, folders) is on disk before its answer
 * goes out, so UIDs and UIDVALIDITY are the same after a restart.
 */
export function keepOnDisk(root: string, stored: StoredMessages, toInternalDate: (at: Date) => string): MailboxDisk {
  mkdirSync(root, { recursive: true });
  const folders = new Map<Mailbox | StoredMailbox, MailFolder>();
  let lastUidValidity = 0;
  let touched: Message[] = [];
  const deleted = new Set<Message>();

  function nextUidValidity(): number {
    lastUidValidity = Math.max(Math.floor(Date.now() / 1000), lastUidValidity + 1);
    return lastUidValidity;
  }

  function open(path: string): StoredMailbox {
    const { folder, mails } = openMailFolder(join(root, toFolderName(path)), nextUidValidity());
    lastUidValidity = Math.max(lastUidValidity, folder.uidValidity);
    const messages = mails.map((mail) => stored.toMessage({ folder, mail }, toInternalDate(mail.receivedAt)));
    for (const message of messages) if (message.flags.includes('\\Deleted')) deleted.add(message);
    const mailbox = { uidvalidity: folder.uidValidity, uidnext: folder.uidNext, messages, allowPermanentFlags: false };
    folders.set(mailbox, folder);
    return mailbox;
  }

  function folderOf(mailbox: Mailbox): MailFolder {
    const folder = folders.get(mailbox);
    if (!folder) throw new Error(`the mailbox ${mailbox.path} is not on disk`);
    return folder;
  }

  function saveNew(message: Message, mailbox: Mailbox): void {
    if (stored.placeOf(message)) return;
    const folder = folderOf(mailbox);
    const receivedAt = new Date(message.internaldate);
    const mail: StoredMail = { uid: message.uid, letters: toLetters(message.flags), receivedAt, size: message.raw.length };
    placeMail(folder, stageMailNow(folder, message.raw), mail);
    stored.adopt(message, { folder, mail });
  }

  function saveTouched(): void {
    const gone = new Map<MailFolder, StoredMail[]>();
    for (const message of new Set([...touched, ...deleted])) {
      const place = stored.placeOf(message);
      if (!place) continue;
      const letters = toLetters(message.flags);
      if (message.ghost) gone.set(place.folder, [...(gone.get(place.folder) ?? []), place.mail]);
      else if (letters !== place.mail.letters) changeLetters(place.folder, place.mail, letters);
      if (!message.ghost && letters.includes('T')) deleted.add(message);
      else deleted.delete(message);
    }
    for (const [folder, mails] of gone) removeMails(folder, mails);
    touched = [];
  }

  function saveFolders(server: Server): void {
    const now = new Set<Mailbox | StoredMailbox>(Object.values(server.folderCache));
    for (const [mailbox, folder] of folders) {
      if (!now.has(mailbox)) {
        rmSync(folder.directory, { recursive: true, force: true });
        folders.delete(mailbox);
      }
    }
    for (const mailbox of Object.values(server.folderCache)) {
      if (mailbox.flags.includes('\\Noselect')) continue;
      const directory = join(root, toFolderName(mailbox.path));
      const folder = folders.get(mailbox);
      if (!folder) {
        folders.set(mailbox, openMailFolder(directory, nextUidValidity()).folder);
        mailbox.uidvalidity = folderOf(mailbox).uidValidity;
        mailbox.allowPermanentFlags = false;
      } else if (folder.directory !== directory) {
        renameSync(folder.directory, directory);
        folder.directory = directory;
      }
    }
  }

  function plugin(server: Server): void {
    server.messageHandlers.push((_server, message, mailbox) => saveNew(message, mailbox));
    server.outputHandlers.push((_connection, response, _description, parsed) => {
      if (response.tag === '*') return;
      try {
        if (/^(CREATE|DELETE|RENAME)$/i.test(parsed?.command ?? '')) saveFolders(server);
        saveTouched();
      } catch (error) {
        console.error(`IMAP: could not keep ${parsed?.command} on disk: ${error instanceof Error ? error.message : String(error)}`);
        response.command = 'NO';
      }
    });
  }

  const names = readdirSync(root).map(fromFolderName);
  const storage = { INBOX: open('INBOX'), '': { separator: '/', folders: toTree(names.filter((name) => name !== 'INBOX').sort(), open) } };
  return { storage, plugin, folderOf, touch: (messages) => touched.push(...messages) };
}

/** Any mailbox name as a folder name that every file system takes. */
const toFolderName = (path: string) =>
  encodeURIComponent(path).replace(/[.*!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const fromFolderName = (name: string) => decodeURIComponent(name);

/** `paths` sorted, so that a parent comes before its children. */
function toTree(paths: readonly string[], open: (path: string) => StoredMailbox): Record<string, StoredMailbox> {
  const top: Record<string, StoredMailbox> = {};
  for (const path of paths) {
    const steps = path.split('/');
    let level = top;
    for (const [index, step] of steps.entries()) {
      level[step] ??= open(steps.slice(0, index + 1).join('/'));
      const mailbox = level[step];
      mailbox.folders ??= {};
      level = mailbox.folders;
    }
  }
  return top;
}

import { objectIdFor } from '../entra/identities.ts';
import type { Store } from '../simulator/open-store.ts';
import { wellKnownFolders } from './folders.ts';
import { graphRefusal } from './graph-error.ts';

/**
 * `id` is the user's object id, the same that the user's tokens carry; `address` is in lower case.
 */
export type Mailbox = { id: string; address: string };

/** Makes the mailbox with its well-known folders; does nothing when it exists. */
export function addMailbox(store: Store, address: string): Mailbox {
  const mailbox = { id: objectIdFor(address), address: address.toLowerCase() };
  store.transaction(() => {
    if (store.run('INSERT OR IGNORE INTO mailboxes (id, address) VALUES (?, ?)', mailbox.id, mailbox.address) === 0) return;
    for (const [wellKnown, name] of Object.entries(wellKnownFolders)) {
      store.run(
        'INSERT INTO folders (id, mailbox_id, name, well_known) VALUES (?, ?, ?, ?)',
        folderIdFor(mailbox.id, wellKnown),
        mailbox.id,
        name,
        wellKnown,
      );
    }
  });
  return mailbox;
}

/**
 * Lets a user (object id) into a mailbox that is not theirs (full access), or an app (client id)
 * into this mailbox alone: without any such row an app may open all (RBAC for Applications).
 */
export function giveAccess(store: Store, address: string, holder: string): void {
  store.run('INSERT OR IGNORE INTO accesses (holder, mailbox_id) VALUES (?, ?)', holder, findMailbox(store, address).id);
}

/** The mailboxes that a user or an app was let into; null: none was named. */
export function accessesOf(store: Store, holder: string): string[] | null {
  const rows = store.all('SELECT mailbox_id FROM accesses WHERE holder = ?', holder);
  return rows.length === 0 ? null : rows.map((row) => String(row.mailbox_id));
}

/** Finds a mailbox by address, plus-address or object id. Throws a Refusal 404 as Outlook does. */
export function findMailbox(store: Store, addressOrId: string): Mailbox {
  const wanted = addressOrId.toLowerCase();
  const row = store.get('SELECT id, address FROM mailboxes WHERE address = ? OR id = ?', wanted.replace(/\+[^@]*@/, '@'), wanted);
  if (!row) throw graphRefusal(404, 'ErrorInvalidUser', `The requested user '${addressOrId}' is invalid.`);
  return { id: String(row.id), address: String(row.address) };
}

function folderIdFor(mailboxId: string, wellKnown: string): string {
  return `AAMkAD${Buffer.from(`${mailboxId}.${wellKnown}`).toString('base64url')}AAA=`;
}

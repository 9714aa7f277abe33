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

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openSecretStore } from '../key-vault/secret-store.ts';

/**
 * The password of a mailbox, as Key Vault holds it in `folder` under a name; made at the first
 * start. The vault must not run yet.
 */
export function mailboxPassword(folder: string, name: string): string {
  const secrets = openSecretStore(join(folder, 'key-vault.sqlite'), Date.now);
  try {
    const kept = secrets.get(name)?.value;
    if (kept) return kept;
    return secrets.set(name, randomBytes(12).toString('base64url'), { contentType: 'password' }).value;
  } finally {
    secrets.close();
  }
}

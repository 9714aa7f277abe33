import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openSecretStore } from '../key-vault/secret-store.ts';
import { HELPDESK_SECRET } from './local-tenant.ts';

/**
 * The password of the helpdesk mailbox, as Key Vault holds it in `folder`; made at the first start.
 * The vault must not run yet.
 */
export function helpdeskPassword(folder: string): string {
  const secrets = openSecretStore(join(folder, 'key-vault.sqlite'), Date.now);
  try {
    const kept = secrets.get(HELPDESK_SECRET)?.value;
    if (kept) return kept;
    return secrets.set(HELPDESK_SECRET, randomBytes(12).toString('base64url'), { contentType: 'password' }).value;
  } finally {
    secrets.close();
  }
}

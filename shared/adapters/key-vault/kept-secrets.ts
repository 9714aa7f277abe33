import { MailSourceError } from '../../errors.ts';
import type { SecretStore } from '../../ports/secret-store.ts';

/**
 * Every poll logs in: without this a thousand mailboxes would ask for their passwords a thousand
 * times a minute. A quiet one is polled every 15 minutes, so less than that would be of no use.
 */
const keptMs = 3_600_000;

/**
 * Reads secrets, and keeps each for an hour; concurrent callers share one reading. `fresh`:
 * the kept one did not serve, it is read anew. A reading that fails is not kept. Throws when there
 * is no such secret.
 */
export function keptSecrets({ read }: Pick<SecretStore, 'read'>, now: () => number): (name: string, fresh: boolean) => Promise<string> {
  const kept = new Map<string, { value: Promise<string>; until: number }>();
  const existing = async (name: string) => {
    const value = await read(name);
    if (value === null) throw new MailSourceError('login-refused', `Key Vault has no secret ${name}; add it`);
    return value;
  };
  return (name, fresh) => {
    const known = kept.get(name);
    if (known && !fresh && known.until > now()) return known.value;
    const reading = { value: existing(name), until: now() + keptMs };
    kept.set(name, reading);
    reading.value.catch(() => {
      if (kept.get(name) === reading) kept.delete(name);
    });
    return reading.value;
  };
}

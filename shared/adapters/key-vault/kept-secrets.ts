import type { SecretClient } from '@azure/keyvault-secrets';

/**
 * Every poll logs in: without this a hundred mailboxes would ask for their passwords two hundred
 * times a minute.
 */
const keptMs = 300_000;

/**
 * Reads secrets, and keeps each for five minutes; concurrent callers share one reading. `fresh`:
 * the kept one did not serve, it is read anew. A reading that fails is not kept.
 */
export function keptSecrets(
  secrets: () => Promise<Pick<SecretClient, 'getSecret'>>,
  now: () => number,
): (name: string, fresh: boolean) => Promise<string> {
  const kept = new Map<string, { value: Promise<string>; until: number }>();
  const read = async (name: string) => (await (await secrets()).getSecret(name)).value ?? '';
  return (name, fresh) => {
    const known = kept.get(name);
    if (known && !fresh && known.until > now()) return known.value;
    const reading = { value: read(name), until: now() + keptMs };
    kept.set(name, reading);
    reading.value.catch(() => {
      if (kept.get(name) === reading) kept.delete(name);
    });
    return reading.value;
  };
}

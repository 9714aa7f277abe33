import { randomBytes } from 'node:crypto';
import type { SecretClient } from '@azure/keyvault-secrets';
import type { SigningKeys } from '../../domain/thread/signed-ids.ts';
import { keyVaultSecrets } from './secret-store.ts';

/**
 * The secret whose versions are the keys: to rotate, add a version; to end an old key, disable its
 * version.
 */
const secretName = 'reply-signing-key';
/** How many versions are accepted. */
const maxVersions = 4;
const keptMs = 600_000;
/**
 * A key that is shorter can be guessed, and with an empty one anybody signs (RFC 2104, 3: no
 * shorter than the hash's output).
 */
const keyBytes = 32;

/**
 * The keys that sign our Message-IDs, from Key Vault; made at the first use. Kept for ten minutes;
 * concurrent callers share one reading. Throws when an enabled version is no key, naming the
 * version and never its value.
 */
export function signingKeys(secrets: SecretClient, now: () => number): () => Promise<SigningKeys> {
  let kept: { keys: Promise<SigningKeys>; until: number } | null = null;
  return () => {
    if (!kept || kept.until < now()) {
      const keys = readKeys(secrets, now);
      kept = { keys, until: now() + keptMs };
      keys.catch(() => {
        kept = null;
      });
    }
    return kept.keys;
  };
}

async function readKeys(secrets: SecretClient, now: () => number): Promise<SigningKeys> {
  const found = await enabledVersions(secrets, now);
  if (found.length === 0) {
    // two processes may both get here: each then sees both versions, and all of them verify
    await keyVaultSecrets(async () => secrets).write(secretName, randomBytes(keyBytes).toString('base64'));
    return readKeys(secrets, now);
  }
  const [first, ...rest] = found;
  if (!first) throw new Error(`Key Vault secret ${secretName} has no value`);
  return [first, ...rest];
}

/**
 * The keys of the enabled versions; the first signs: the newest that every process has read by now
 * (the oldest when none is), since what is signed with a key that another process doesn't know yet
 * is not believed there.
 */
async function enabledVersions(secrets: SecretClient, now: () => number): Promise<Uint8Array[]> {
  const versions: { version: string; createdOn: number }[] = [];
  for await (const { version, enabled, createdOn } of secrets.listPropertiesOfSecretVersions(secretName)) {
    if (version && enabled !== false) versions.push({ version, createdOn: createdOn?.getTime() ?? 0 });
  }
  const newest = versions.toSorted((a, b) => b.createdOn - a.createdOn || b.version.localeCompare(a.version));
  const signing = newest.find(({ createdOn }) => now() - createdOn > keptMs) ?? newest.at(-1);
  const others = newest.filter((version) => version !== signing).slice(0, maxVersions - 1);
  const values = await Promise.all(
    [...(signing ? [signing] : []), ...others].map(({ version }) => secrets.getSecret(secretName, { version })),
  );
  return values.map(({ value, properties }) => toKey(value ?? '', properties.version ?? 'unknown'));
}

function toKey(value: string, version: string): Uint8Array {
  const text = value.trim();
  const key = Buffer.from(text, 'base64');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(text) && key.length >= keyBytes) return key;
  throw new Error(
    `Key Vault secret ${secretName}, version ${version}: it must be ${keyBytes} random bytes or more in base64 (openssl rand -base64 ${keyBytes}); disable this version, or add such a one and disable this`,
  );
}

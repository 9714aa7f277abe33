import type { SecretVersion } from './secret-store.ts';

/**
 * How long a deleted secret can be recovered; the deployed vault has purge protection, so nothing
 * can shorten it.
 */
export const recoverableDays = 90;

/**
 * A secret as the vault answers it, `url` being the vault's address. Without `value` it is an item
 * of a list.
 */
export function toSecretBundle(
  url: string,
  secret: SecretVersion,
  options: { withValue: boolean; withVersion: boolean },
): Record<string, unknown> {
  const { name, version, value, contentType, tags, enabled, nbf, exp, created, updated } = secret;
  return {
    ...(options.withValue ? { value } : {}),
    ...(contentType === null ? {} : { contentType }),
    id: options.withVersion ? `${url}/secrets/${name}/${version}` : `${url}/secrets/${name}`,
    attributes: {
      enabled,
      ...(nbf === null ? {} : { nbf }),
      ...(exp === null ? {} : { exp }),
      created,
      updated,
      recoveryLevel: 'Recoverable',
      recoverableDays,
    },
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
  };
}

/** The same after deletion at `deletedAt` (seconds). */
export function toDeletedBundle(url: string, secret: SecretVersion, deletedAt: number): Record<string, unknown> {
  return {
    ...toSecretBundle(url, secret, { withValue: false, withVersion: true }),
    recoveryId: `${url}/deletedsecrets/${secret.name}`,
    deletedDate: deletedAt,
    scheduledPurgeDate: deletedAt + recoverableDays * 86_400,
  };
}

import { X509Certificate } from 'node:crypto';
import type { SecretClient } from '@azure/keyvault-secrets';
import type { KeptSecret } from '../../domain/mailboxes/mailbox-watch.ts';

/**
 * Finds out until when a secret of Key Vault is good: a certificate (PEM) says it itself, of all
 * others it is the expiration date that an admin gave it there. Never throws, and never tells a
 * value.
 */
export const secretEnd =
  (vault: () => Promise<SecretClient>, now: () => Date) =>
  async (name: string): Promise<KeptSecret> => {
    const kept = { name, checkedAt: now().toISOString() };
    try {
      const { value = '', properties } = await (await vault()).getSecret(name);
      const until = endOfCertificate(value);
      const at = until ?? properties.expiresOn ?? null;
      const kind = until ? 'certificate' : 'secret';
      return { ...kept, kind, end: at ? { known: true, at: at.toISOString() } : { known: false, why: 'no-date' } };
    } catch (error) {
      const isMissing = error instanceof Error && 'statusCode' in error && error.statusCode === 404;
      return { ...kept, kind: 'secret', end: { known: false, why: isMissing ? 'missing' : 'unreachable' } };
    }
  };

function endOfCertificate(value: string): Date | null {
  const [pem] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(value) ?? [];
  if (pem === undefined) return null;
  const end = new Date(new X509Certificate(pem).validTo);
  return Number.isNaN(end.getTime()) ? null : end;
}

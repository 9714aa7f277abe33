import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

const maxLength = 20_000;
const maxCertificates = 5;
const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * The certificates (PEM) that a mailbox's server must have one of, or be vouched for by, when it is
 * no public authority that vouches for it. They are trusted instead of all others. Null: those that
 * the runtime trusts.
 */
export const CaCertificate = z
  .string()
  .max(maxLength)
  .refine(isCertificates, `must be one to ${maxCertificates} certificates in PEM: -----BEGIN CERTIFICATE----- and so on`)
  .nullable()
  .default(null);

function isCertificates(text: string): boolean {
  const blocks = text.match(block) ?? [];
  if (blocks.length < 1 || blocks.length > maxCertificates || text.replace(block, '').trim() !== '') return false;
  try {
    return blocks.every((pem) => new X509Certificate(pem).subject !== null);
  } catch {
    return false;
  }
}

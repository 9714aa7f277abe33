import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Only this hash of a subscription's clientState is stored, so nobody who reads the database can
 * forge notifications.
 */
export const hashClientState = (clientState: string): string => createHash('sha256').update(clientState).digest('base64url');

/**
 * Compares in constant time, so that the response time doesn't reveal how much of a guess was
 * right.
 */
export function isClientState(clientState: string, storedSha256: string): boolean {
  const given = Buffer.from(hashClientState(clientState));
  const stored = Buffer.from(storedSha256);
  return given.length === stored.length && timingSafeEqual(given, stored);
}

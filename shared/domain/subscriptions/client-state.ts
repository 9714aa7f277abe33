import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * What is kept of a subscription's clientState: who reads the database can't forge notifications.
 */
export const hashClientState = (clientState: string): string => createHash('sha256').update(clientState).digest('base64url');

/**
 * Compares in constant time, so that the answer's delay doesn't tell how much of a guess was right.
 */
export function isClientState(clientState: string, storedSha256: string): boolean {
  const given = Buffer.from(hashClientState(clientState));
  const stored = Buffer.from(storedSha256);
  return given.length === stored.length && timingSafeEqual(given, stored);
}

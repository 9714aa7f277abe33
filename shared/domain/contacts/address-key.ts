import { hash } from 'node:crypto';
import { lowerAddress } from '../text/lower-address.ts';

/**
 * Longer addresses are hashed: percent-encoded they could exceed the 2048 bytes of a partition key
 * in Cosmos DB.
 */
const maxLength = 200;

/**
 * An address as part of a key: in lower case, percent-encoded because ids must not contain `/`, `?`
 * or `#`. Any text gives a key.
 */
export function addressKey(address: string): string {
  const known = lowerAddress(address).toWellFormed();
  return known.length > maxLength ? `sha256-${hash('sha256', known)}` : encodeURIComponent(known);
}

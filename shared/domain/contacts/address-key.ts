import { hash } from 'node:crypto';
import { lowerAddress } from '../text/lower-address.ts';

/**
 * Longer addresses are hashed: percent-encoded they could pass the 2048 bytes of a partition key in
 * Cosmos DB.
 */
const longest = 200;

/**
 * An address as part of a key: lower case, percent-encoded since ids may hold no `/`, `?` and `#`;
 * any text gives a key.
 */
export function addressKey(address: string): string {
  const known = lowerAddress(address).toWellFormed();
  return known.length > longest ? `sha256-${hash('sha256', known)}` : encodeURIComponent(known);
}

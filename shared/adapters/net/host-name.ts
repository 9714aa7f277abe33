import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

const maxLength = 253;
const name = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** The last label of 2130706433, 0x7f.1, 0177.0.0.1 or 127.1: spellings of addresses. */
const spelledAddress = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;

/**
 * The host that somebody typed: an IP address, or a name in ASCII and lower case. Null: neither, or
 * an address in a spelling that some resolvers understand and others don't.
 */
export function parseHost(typed: string): string | null {
  const bare = typed.trim().replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare)) return bare;
  // what follows one of these would be cut off, as from the host of a URL
  if (/[\s/\\?#@:]/.test(bare)) return null;
  const ascii = domainToASCII(bare.replace(/\.$/, ''));
  if (ascii.length > maxLength || !name.test(ascii)) return null;
  // fullwidth digits are digits only here
  return spelledAddress.test(ascii) ? null : ascii;
}

/**
 * Whether mail can be sent to this address: local part and domain are within the lengths of RFC
 * 5321 4.5.3.1 (64 and 255 octets), and there is no white space, control character or invisible
 * character (Unicode's format characters: two addresses would look the same). No other address
 * takes part in a ticket, becomes a contact or is written to.
 */
export function isAddress(address: string): boolean {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, Math.max(0, at)), address.slice(at + 1)];
  if (local === '' || domain === '' || address.length > 320 || /[\s\p{Cc}\p{Cf}\p{Cs}]/u.test(address)) return false;
  return Buffer.byteLength(local) <= 64 && Buffer.byteLength(domain) <= 255;
}

/** Names that are never in the public DNS (RFC 6761 6, RFC 6762 3). */
const privateNames = new Set(['localhost', 'local', 'invalid']);

/**
 * Whether mail from here can arrive at this address: its domain is a name in the public DNS, no
 * address literal (RFC 5321 4.1.3), no single label (RFC 7085) and no name that is private.
 */
export function isPublicAddress(address: string): boolean {
  if (!isAddress(address)) return false;
  const labels = address
    .slice(address.lastIndexOf('@') + 1)
    .toLowerCase()
    .split('.');
  const last = labels.at(-1) ?? '';
  return labels.length > 1 && labels.every((label) => label !== '') && !/^\d+$|[[\]]/.test(last) && !privateNames.has(last);
}

/** No quotes, comments, brackets or separators: what stands in a header field is that address. */
const plain = /^[^<>(),;:\\"[\]@]+@[^<>(),;:\\"[\]@]+$/;

/** Whether a person may name this address as a recipient: public, and written plainly. */
export const isPlainAddress = (address: string): boolean => plain.test(address) && isPublicAddress(address);

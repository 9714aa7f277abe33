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

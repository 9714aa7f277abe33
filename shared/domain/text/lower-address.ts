/**
 * An address in lower case, provided that it stays the same address: a letter beyond ASCII never
 * becomes an ASCII one. The Kelvin sign's lower case is `k`, so `mi\u212Ae@` would be taken for
 * Mike's mailbox, which is a different one (RFC 6531 3.2 leaves local parts unchanged).
 */
export const lowerAddress = (address: string): string =>
  /^[\0-\x7f]*$/.test(address) ? address.toLowerCase() : address.replace(/[\s\S]/gu, lowerLetter);

function lowerLetter(letter: string): string {
  const low = letter.toLowerCase();
  return letter > '\x7f' && low.charCodeAt(0) < 0x80 ? letter : low;
}

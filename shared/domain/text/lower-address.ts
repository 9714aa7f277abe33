/**
 * An address in lower case, as far as that leaves it the same address: a letter beyond ASCII never
 * becomes an ASCII one. The Kelvin sign's lower case is `k`, so `mi\u212Ae@` would be taken for the
 * mailbox of Mike, which is another one (RFC 6531 3.2 leaves local parts as they are).
 */
export const lowerAddress = (address: string): string =>
  /^[\0-\x7f]*$/.test(address) ? address.toLowerCase() : address.replace(/[\s\S]/gu, lowerLetter);

function lowerLetter(letter: string): string {
  const low = letter.toLowerCase();
  return letter > '\x7f' && low.charCodeAt(0) < 0x80 ? letter : low;
}

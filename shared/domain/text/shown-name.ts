import { cut } from './cut.ts';

/** A greeting is a line; longer ones are no names. */
const maxName = 80;

/**
 * A person's name as a mail of ours may say it: one line, without characters that are not seen or
 * turn the direction of what follows (Unicode UAX 9). Null when nothing is left, or it is no name:
 * whoever puts an address or a link there wants us to send it to somebody. Pure.
 */
export function shownName(name: string | null): string | null {
  const plain = cut(name ?? '', 2000)
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  if (plain === '' || /:\/\/|www\.|@|[\p{L}\p{N}-]\.[a-z]{2,}/iu.test(plain)) return null;
  return plain.length > maxName ? `${cut(plain, maxName - 1).trimEnd()}…` : plain;
}

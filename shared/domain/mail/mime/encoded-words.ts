import { decodeText } from './charset.ts';

/** An encoded word (RFC 2047 2): its position in the value, and its bytes. */
type Word = { start: number; end: number; charset: string; bytes: Buffer };

/**
 * Decodes the encoded words of a field value (RFC 2047, language tags of RFC 2231 5). Adjacent
 * words in one charset are decoded together, so that a character split between two of them is whole
 * again. Repairs: words within text or quotes, spaces inside, a missing end, raw 8-bit text inside.
 * Linear in the length of the value.
 */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  const words = wordsIn(value);
  let text = '';
  let from = 0;
  for (let at = 0; at < words.length; ) {
    const [first] = words.slice(at, at + 1);
    if (!first) break;
    const run = [first.bytes];
    let end = first.end;
    for (at += 1; at < words.length; at += 1) {
      const next = words[at];
      if (!next || next.charset !== first.charset || !isBlank(value, end, next.start)) break;
      run.push(next.bytes);
      end = next.end;
    }
    const between = value.slice(from, first.start);
    text += from > 0 && between.trim() === '' ? '' : between;
    text += decodeText(run.length === 1 ? first.bytes : Buffer.concat(run), first.charset, 'label');
    from = end;
  }
  return text + value.slice(from);
}

function wordsIn(value: string): Word[] {
  const words: Word[] = [];
  const opening = /=\?([^?\s]{1,60})\?([QqBb])\?/g;
  for (let match = opening.exec(value); match; match = opening.exec(value)) {
    const from = match.index + match[0].length;
    const close = value.indexOf('?=', from);
    const end = close < 0 ? value.length : close;
    const text = value.slice(from, end);
    const isBase64 = match[2] === 'B' || match[2] === 'b';
    // a value that was cut has no end: it is read if it can't be anything else
    if (close < 0 && (text.includes('=?') || (isBase64 && !/^[\w+/=-]*$/.test(text)))) break;
    const charset = (match[1] ?? '').toLowerCase().split('*', 1)[0] ?? '';
    words.push({
      start: match.index,
      end: close < 0 ? end : end + 2,
      charset,
      bytes: isBase64 ? Buffer.from(text, 'base64') : fromQ(text, charset),
    });
    opening.lastIndex = close < 0 ? value.length : end + 2;
  }
  return words;
}

const isBlank = (value: string, from: number, to: number) => {
  for (let at = from; at < to; at += 1) if (!' \t\r\n'.includes(value[at] ?? '')) return false;
  return true;
};

/**
 * The bytes of a Q word (RFC 2047 4.2). Characters beyond ASCII are not allowed in it; they come
 * from raw 8-bit headers and are encoded in the word's charset.
 */
function fromQ(text: string, charset: string): Buffer {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0;
    const hex = code === 0x3d ? hexByte(text.slice(at + 1, at + 3)) : -1;
    if (hex >= 0) {
      bytes.push(hex);
      at += 2;
    } else if (code === 0x5f) bytes.push(0x20);
    else if (code < 0x80 || (code < 0x100 && charset !== 'utf-8')) bytes.push(code);
    else {
      bytes.push(...Buffer.from(String.fromCodePoint(code)));
      if (code > 0xffff) at += 1;
    }
  }
  return Buffer.from(bytes);
}

const hexByte = (pair: string) => (/^[0-9A-Fa-f]{2}$/.test(pair) ? Number.parseInt(pair, 16) : -1);

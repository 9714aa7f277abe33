/** Bytes decoded at once: a whole attachment as one string would double what a big mail needs. */
const chunkBytes = 48 * 1024;

/**
 * The content of a body as its Content-Transfer-Encoding wraps it (RFC 2045 6; uuencode as old mailers use it). 7bit, 8bit, binary and unknown ones
 * give the bytes as they are (a view, no copy). Broken base64 is read as far as it goes; a body that is no base64 at all stays as it is.
 */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return isBase64(body) ? decodeBase64(body) : body;
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(body);
  if (/^(?:x-)?uue(?:ncode)?$/.test(encoding)) return decodeUuencode(body);
  return body;
}

/** Some mailers name base64 and send plain text: its first lines hold words with blanks between them, or signs that base64 has not. */
function isBase64(body: Buffer): boolean {
  const beginning = /^[^=]*/.exec(withoutFooter(body.toString('latin1', 0, 400)))?.[0] ?? '';
  return !/[^A-Za-z0-9+/_\-\s\0]/.test(beginning) && !/[A-Za-z] [A-Za-z]+ [A-Za-z]/.test(beginning);
}

function decodeBase64(body: Buffer): Buffer {
  if (body.length <= chunkBytes) {
    const text = withoutFooter(body.toString('latin1'));
    const padding = text.indexOf('=');
    return padding < 0 || /^[=\s]*$/.test(text.slice(padding))
      ? Buffer.from(text, 'base64')
      : decodeBrokenBase64(Buffer.from(text, 'latin1'));
  }
  return decodeEvenBase64(body) ?? decodeBrokenBase64(body);
}

/** Behind a blank line stands no base64: a list or a scanner has put words below the body. */
function withoutFooter(text: string): string {
  const blank = /\n[ \t]{0,80}\r?\n/.exec(text);
  return blank && text.slice(0, blank.index).trim() !== '' && /[^A-Za-z0-9+/=\s]|[A-Za-z] [A-Za-z]/.test(text.slice(blank.index))
    ? text.slice(0, blank.index)
    : text;
}

/** Big bodies have lines of one length, a multiple of four: then a block of whole lines is a block of whole units. Null when one is not. */
function decodeEvenBase64(body: Buffer): Buffer | null {
  const lineBytes = body.indexOf(0x0a) + 1;
  const letters = lineBytes - (body[lineBytes - 2] === 0x0d ? 2 : 1);
  if (letters <= 0 || letters % 4 !== 0 || lineBytes > 4096) return null;
  const lines = Math.floor(chunkBytes / lineBytes);
  const out = Buffer.allocUnsafe(Math.ceil((body.length * 3) / 4));
  let length = 0;
  for (let at = 0; at < body.length; at += lines * lineBytes) {
    const end = at + lines * lineBytes;
    const written = out.write(body.toString('latin1', at, Math.min(end, body.length)), length, 'base64');
    if (end < body.length && written !== (lines * letters * 3) / 4) return null;
    length += written;
  }
  return out.subarray(0, length);
}

/** Line by line: padding ends a unit (some mailers pad each line), and what stands behind it and is no base64 was never part of it (a list's footer). */
function decodeBrokenBase64(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(Math.ceil((body.length * 3) / 4) + 4);
  let length = 0;
  let open = '';
  let padded = false;
  for (let at = 0; at < body.length; ) {
    const newline = body.indexOf(0x0a, at);
    const next = newline < 0 ? body.length : newline + 1;
    const [, line = '', padding = '', rest = ''] = /^([^=]*)(=*)(.*)$/s.exec(body.toString('latin1', at, next).trim()) ?? [];
    if (padded && (/[^A-Za-z0-9+/]/.test(line) || (line + padding).length % 4 !== 0)) break;
    open += line.replace(/[^A-Za-z0-9+/_-]+/g, '');
    padded = padding !== '';
    const whole = padded || next === body.length ? open.length : open.length - (open.length % 4);
    length += out.write(open.slice(0, whole), length, 'base64');
    open = open.slice(whole);
    if (padded && rest !== '') {
      // units with padding between them on one line, or a remark behind the last
      if (/[^A-Za-z0-9+/=_\s-]/.test(rest) || /^\s/.test(rest)) break;
      for (const unit of rest.split(/=+/)) length += out.write(unit, length, 'base64');
    }
    at = next;
  }
  return out.subarray(0, length);
}

/** Quoted-printable (RFC 2045 6.7). An equals sign that is neither an escape nor the end of a line stays. */
function decodeQuotedPrintable(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte !== 0x3d) {
      out[length] = byte;
      length += 1;
      continue;
    }
    const high = hexDigit(body[at + 1]);
    const low = high < 0 ? -1 : hexDigit(body[at + 2]);
    const softBreak = high < 0 ? endOfLine(body, at + 1) : -1;
    if (low >= 0) at += 2;
    else if (softBreak >= 0) {
      at = softBreak;
      continue;
    }
    out[length] = low >= 0 ? high * 16 + low : byte;
    length += 1;
  }
  return out.subarray(0, length);
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Where the line ends, when only blanks stand before its end (at most as many as a line may have, so that runs of them stay linear), else -1. */
function endOfLine(body: Buffer, from: number): number {
  for (let at = from; at < from + 1000; at += 1) {
    const byte = body[at];
    if (byte === 0x0a || byte === undefined) return at;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return -1;
  }
  return -1;
}

/** `begin 644 name`, lines of up to 45 bytes, `end` (POSIX uuencode). */
function decodeUuencode(body: Buffer): Buffer {
  const lines = body.toString('latin1').split(/\r?\n/);
  const begin = lines.findIndex((line) => /^begin [0-7]{3,4} /.test(line));
  const out: Buffer[] = [];
  for (const line of lines.slice(begin + 1)) {
    if (line === 'end' || line === '`') break;
    const bytes = Buffer.alloc(Math.ceil(line.length / 4) * 3);
    for (let at = 1, to = 0; at < line.length; at += 4, to += 3) {
      const value = [0, 1, 2, 3].reduce((sum, offset) => sum * 64 + (((line.charCodeAt(at + offset) || 32) - 32) & 63), 0);
      bytes.writeUIntBE(value, to, 3);
    }
    out.push(bytes.subarray(0, ((line.charCodeAt(0) || 32) - 32) & 63));
  }
  return Buffer.concat(out);
}

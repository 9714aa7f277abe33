/**
 * A mail written out line by line (CRLF): its header, an empty line, its body. Characters up to
 * U+00FF become one byte each, so "\xe4" is a raw 8-bit byte.
 */
export const rawMail = (...lines: string[]): Uint8Array => Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1');

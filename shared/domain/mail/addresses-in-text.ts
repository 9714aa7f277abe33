/**
 * The longest local part and domain that RFC 5321 4.5.3.1 allows; no more is read around an at
 * sign.
 */
const maxLocalPartLength = 64;
const maxDomainLength = 255;

/**
 * The email addresses in a text, in lower case, in order, without duplicates, at most `max`. Works
 * outwards from each at sign within fixed bounds, so its time is linear for any text.
 */
export function addressesIn(text: string, max = 100): string[] {
  const found = new Set<string>();
  for (let at = text.indexOf('@'); at >= 0 && found.size < max; at = text.indexOf('@', at + 1)) {
    const address = addressAround(text, at);
    if (address) found.add(address);
  }
  return [...found];
}

function addressAround(text: string, at: number): string | null {
  const local = text[at - 1] === '"' ? quotedLocalPart(text, at) : localPart(text, at);
  const domain = text[at + 1] === '[' ? domainLiteral(text, at + 1) : domainName(text, at + 1);
  return local && domain ? `${local}@${domain}`.toLowerCase() : null;
}

function localPart(text: string, at: number): string {
  const isPart = at > 0 && isLatin(text.charCodeAt(at - 1)) ? isLatinLocalCharacter : isForeignLetter;
  let start = at;
  while (start > 0 && at - start < maxLocalPartLength && isPart(text.charCodeAt(start - 1))) start -= 1;
  const local = text.slice(start, at).replace(/^['`.*]{1,64}/, '');
  // an X.400 address may hold an Internet address in an attribute: `dda:SMTP=a@b`, `;rfc-822=a@b`
  // (RFC 2156 4.1)
  return /[:;]/.test(text[start - 1] ?? '') ? local.replace(/^(?:smtp|rfc-?822)=/i, '') : local;
}

/** `"john doe"@example.com` (RFC 5322 3.4.1): back to the opening quotation mark. */
function quotedLocalPart(text: string, at: number): string {
  const open = at > 1 ? text.lastIndexOf('"', at - 2) : -1;
  const quoted = open >= 0 && at - open <= maxLocalPartLength ? text.slice(open, at) : '';
  return /^"[^"@<>\n]{1,62}"$/.test(quoted) ? quoted : '';
}

function domainName(text: string, from: number): string {
  const isPart = isLatin(text.charCodeAt(from)) ? isLatinDomainCharacter : isForeignDomainCharacter;
  let end = from;
  while (end < text.length && end - from < maxDomainLength && isPart(text.charCodeAt(end))) end += 1;
  const domain = text.slice(from, end).replace(/[.\-_]{1,255}$/, '');
  return /^[\p{L}\p{N}]/u.test(domain) ? domain : '';
}

/** `[192.0.2.1]` (RFC 5321 4.1.3). */
const domainLiteral = (text: string, from: number): string => /^\[[\w.:]{2,80}\]/.exec(text.slice(from, from + 82))?.[0] ?? '';

/**
 * RFC 5322 atext, the dot, and letters beyond ASCII (RFC 6531). Languages written without spaces
 * put words right beside an address, so an address in Latin letters ends where another script
 * begins.
 */
const isLatinLocalCharacter = (code: number): boolean => isLatin(code) || "!#$%&'*+-/=?^_`{|}~.".includes(String.fromCharCode(code));
const isLatinDomainCharacter = (code: number): boolean => isLatin(code) || code === 45 || code === 46 || code === 95;
const isForeignDomainCharacter = (code: number): boolean => isForeignLetter(code) || isLatinDomainCharacter(code);

const isLatin = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  (code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7);

const isForeignLetter = (code: number): boolean => code > 0x24f && /[\p{L}\p{N}\p{M}\ud800-\udfff]/u.test(String.fromCharCode(code));

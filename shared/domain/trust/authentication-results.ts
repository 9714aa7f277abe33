import { lowerAddress } from '../text/lower-address.ts';

/**
 * One verdict of a receiving system: `dmarc=pass header.from=fabrikam.example` (RFC 8601 2.2).
 * Names and values in lower case, without comments. `clear` is false if something in it can't be
 * read or occurs twice: a value may then be something that the sender wrote into the envelope.
 */
export type AuthenticationResult = { method: string; result: string; properties: Map<string, string>; clear: boolean };
/** A whole field. `server` is its authserv-id, or '' without one, as Exchange Online writes it. */
export type AuthenticationResults = { server: string; results: AuthenticationResult[] };

const maxResults = 50;
const maxProperties = 40;

/**
 * Reads an Authentication-Results value (RFC 8601 2.2). A field with an endless quoted string or
 * comment, or with a version other than 1, has a server but no results. Linear.
 */
export function parseAuthenticationResults(value: string): AuthenticationResults {
  const { segments, whole } = segmentsOf(value);
  const [first = '', ...rest] = segments.slice(0, maxResults);
  const isServer = !first.includes('=');
  const [server = '', version = '1', ...more] = isServer ? first.split(/\s+/) : [''];
  const readable = whole && version === '1' && more.length === 0;
  return { server: unquoted(server), results: readable ? (isServer ? rest : [first, ...rest]).flatMap(resultOf) : [] };
}

/**
 * The domain in a property's value: that of `alice@fabrikam.example`, `@fabrikam.example` or `"any
 * words"@fabrikam.example`, or the value itself; '' if there is none.
 */
export function domainInValue(value: string): string {
  const address = unquoted(value).replace(/^<(.*)>$/, '$1');
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return /^[^\s"<>()[\]\\,;:@=]{1,255}$/.test(domain) ? domain : '';
}

/**
 * A word: quoted strings and other characters without spaces between them, as in `"local
 * part"@domain`. A property's value is the whole word.
 */
const word = /(?:"(?:[^"\\]|\\.)*"|[^\s"])+/y;
const name = /\s*([\w./-]{1,80})\s*=\s*/y;

function resultOf(segment: string): AuthenticationResult[] {
  const pairs: [string, string][] = [];
  let at = 0;
  while (at < segment.length && pairs.length < maxProperties) {
    name.lastIndex = at;
    const key = name.exec(segment)?.[1];
    word.lastIndex = name.lastIndex;
    const text = key === undefined ? undefined : word.exec(segment)?.[0];
    if (key === undefined || text === undefined) break;
    pairs.push([key, text]);
    at = word.lastIndex;
  }
  const [method, ...properties] = pairs;
  const [named, version = '1'] = method?.[0].split('/') ?? [];
  if (!method || named === undefined || version !== '1') return [];
  const isOwn = (key: string) => !(named === 'spf' && key.startsWith('header.'));
  const keys = properties.map(([key]) => key);
  const clear = segment.slice(at).trim() === '' && new Set(keys).size === keys.length && keys.every(isOwn);
  return [{ method: named, result: unquoted(method[1]), properties: new Map(properties), clear }];
}

const unquoted = (text: string): string => /^"((?:[^"\\]|\\.)*)"$/.exec(text)?.[1]?.replace(/\\(.)/g, '$1') ?? text;

/**
 * The pieces between semicolons, in lower case; comments become spaces, quoted strings are kept.
 * `whole`: everything that was opened is closed.
 */
function segmentsOf(value: string): { segments: string[]; whole: boolean } {
  const segments: string[] = [];
  let segment = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? '';
    if (character === '\\') {
      if (depth === 0) segment += value.slice(at, at + 2);
      at += 1;
    } else if (character === '"' && depth === 0) {
      quoted = !quoted;
      segment += character;
    } else if (!quoted && character === '(') {
      depth += 1;
      segment += ' ';
    } else if (!quoted && character === ')') depth = Math.max(0, depth - 1);
    else if (depth > 0) continue;
    else if (!quoted && character === ';') {
      segments.push(segment);
      segment = '';
    } else segment += character;
  }
  return { segments: [...segments, segment].map((text) => lowerAddress(text.trim())), whole: depth === 0 && !quoted };
}

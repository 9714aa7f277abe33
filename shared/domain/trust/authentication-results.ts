/** One verdict of a receiving system: `dmarc=pass header.from=fabrikam.example` (RFC 8601 2.2). Names and values in lower case, without comments. */
export type AuthenticationResult = { method: string; result: string; properties: Map<string, string> };
/** A whole field. `server` is its authserv-id, or '' where it names none, as Exchange Online writes it. */
export type AuthenticationResults = { server: string; results: AuthenticationResult[] };

const mostResults = 50;
const mostProperties = 20;

/** Reads an Authentication-Results value (RFC 8601 2.2). What makes no sense is passed over. Linear. */
export function parseAuthenticationResults(value: string): AuthenticationResults {
  const [first = '', ...rest] = segmentsOf(value).slice(0, mostResults);
  const isServer = !first.includes('=');
  const server = isServer ? (/^\S+/.exec(first.trim())?.[0] ?? '') : '';
  return { server, results: (isServer ? rest : [first, ...rest]).flatMap(resultOf) };
}

function resultOf(segment: string): AuthenticationResult[] {
  const words = segment.match(/(?<![\w./-])[\w./-]{1,60}\s{0,9}=\s{0,9}(?:"[^"]*"|[^\s;"]+)/g)?.slice(0, mostProperties) ?? [];
  const pairs = words.map((word) => {
    const equals = word.indexOf('=');
    return [
      word.slice(0, equals).trim(),
      word
        .slice(equals + 1)
        .trim()
        .replace(/^"|"$/g, ''),
    ] as const;
  });
  const [method] = pairs;
  if (!method) return [];
  const properties = new Map<string, string>();
  for (const [name, text] of pairs.slice(1)) if (!properties.has(name)) properties.set(name, text);
  return [{ method: method[0].split('/', 1)[0] ?? '', result: method[1], properties }];
}

/** The pieces between semicolons, in lower case; comments are left out, quoted strings kept whole. */
function segmentsOf(value: string): string[] {
  const segments: string[] = [];
  let segment = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? '';
    if (character === '\\') at += 1;
    else if (character === '"' && depth === 0) {
      quoted = !quoted;
      segment += character;
    } else if (!quoted && character === '(') depth += 1;
    else if (!quoted && character === ')') depth = Math.max(0, depth - 1);
    else if (depth > 0) continue;
    else if (!quoted && character === ';') {
      segments.push(segment);
      segment = '';
    } else segment += character;
  }
  return [...segments, segment].map((text) => text.trim().toLowerCase());
}

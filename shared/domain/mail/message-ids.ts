/**
 * A Message-ID is cut off here: longer ones only serve to fill headers (RFC 5322 2.1.1 allows lines
 * of 998).
 */
const maxIdLength = 998;
/**
 * So many References are looked at, the first (the root) and the newest ones; attackers send
 * thousands.
 */
const maxReferences = 100;

/**
 * The Message-IDs in an In-Reply-To or References value, with brackets, in order, without
 * repetition (RFC 5322 3.6.4). Mended: commas and comments between them, ids that a line break cut
 * in two, missing brackets.
 */
export function messageIdsIn(value: string): string[] {
  const found = new Set<string>();
  for (const [, bracketed, bare] of value.slice(0, 100_000).matchAll(/<([^<>]{1,1200})>|([^\s<>,;()"']{1,998})/g)) {
    const id = bracketed === undefined ? bareId(bare ?? '') : bracketed.replace(/\s+/g, '');
    if (id !== '' && id.length <= maxIdLength) found.add(`<${id}>`);
  }
  const ids = [...found];
  return ids.length <= maxReferences ? ids : [...ids.slice(0, 1), ...ids.slice(1 - maxReferences)];
}

/**
 * The Message-ID of a mail from its own field, with brackets, or null. Anything that is one word is
 * taken: other mails will name it so.
 */
export function ownMessageId(value: string): string | null {
  const [id] = messageIdsIn(value);
  if (id !== undefined) return id;
  const word = value.trim().replace(/^<|>$/g, '').trim();
  return word !== '' && word.length <= maxIdLength && !/[\s<>]/.test(word) ? `<${word}>` : null;
}

/**
 * A word without brackets is an id only when it looks like one; "message of alice@fabrikam.example,
 * Monday" has an address in it, but no id.
 */
const bareId = (word: string) => (/^[^@]{1,500}@[^@]{1,500}$/.test(word) ? word : '');

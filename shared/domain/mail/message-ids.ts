/**
 * A Message-ID is cut off here: RFC 5322 2.1.1 allows lines of 998 characters, and longer ids are
 * attacks.
 */
const maxIdLength = 998;
/**
 * The first of the References (the root) and the newest ones are read; attackers send thousands.
 */
const maxReferences = 100;

/**
 * The Message-IDs in an In-Reply-To or References value, with brackets, in order, without
 * duplicates (RFC 5322 3.6.4). Repairs: commas and comments between them, ids that a line break cut
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
 * The Message-ID of a mail from its own field, with brackets, or null. Any single word is accepted,
 * since other mails will refer to it by that word.
 */
export function ownMessageId(value: string): string | null {
  const [id] = messageIdsIn(value);
  if (id !== undefined) return id;
  const word = value.trim().replace(/^<|>$/g, '').trim();
  return word !== '' && word.length <= maxIdLength && !/[\s<>]/.test(word) ? `<${word}>` : null;
}

/**
 * A word without brackets is an id only if it looks like one. "message of alice@fabrikam.example,
 * Monday" contains an address but no id.
 */
const bareId = (word: string) => (/^[^@]{1,500}@[^@]{1,500}$/.test(word) ? word : '');

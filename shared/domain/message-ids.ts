/** A Message-ID is cut off here: longer ones only serve to fill headers (RFC 5322 2.1.1 allows lines of 998). */
const longestId = 998;
/** So many References are looked at, the first (the root) and the newest ones; attackers send thousands. */
const mostReferences = 100;

/**
 * The Message-IDs in an In-Reply-To, References or Message-ID value, with brackets, in order, without repetition.
 * Commas, comments and cut lines between them are passed over; an id without brackets is taken when it is the only word (RFC 5322 3.6.4).
 */
export function messageIdsIn(value: string): string[] {
  const found = value.slice(0, 100_000).match(/<[^<>\s]{1,998}>/g) ?? [];
  if (found.length === 0) {
    const word = value.trim();
    return /^[^\s<>@,;]+@[^\s<>@,;]+$/.test(word) && word.length < longestId ? [`<${word}>`] : [];
  }
  const ids = [...new Set(found)];
  return ids.length <= mostReferences ? ids : [...ids.slice(0, 1), ...ids.slice(1 - mostReferences)];
}

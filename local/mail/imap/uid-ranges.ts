/**
 * The positions (0-based, ascending) in a list that an IMAP sequence set names (RFC 3501, 9:
 * `2,4:7,9,12:*`). `numberAt` gives the number that counts at a position, ascending: the UID, or
 * the position plus one. A set's parts are looked up, not compared with every mail, so that
 * hundreds of UIDs among thousands of mails cost little. What is no number is read as 1, as lenient
 * servers do.
 */
export function positionsInRanges(set: string, length: number, numberAt: (position: number) => number): number[] {
  if (length === 0) return [];
  const last = numberAt(length - 1);
  const found = new Set<number>();
  for (const part of set.split(',')) {
    const [a = '', b = a] = part.split(':');
    const [one, other] = [toNumber(a, last), toNumber(b, last)];
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    for (let position = firstAtLeast(from, length, numberAt); position < length && numberAt(position) <= to; position += 1)
      found.add(position);
  }
  return [...found].sort((x, y) => x - y);
}

const toNumber = (text: string, last: number) => (text === '*' ? last : Number(text) || 1);

function firstAtLeast(wanted: number, length: number, numberAt: (position: number) => number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numberAt(middle) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

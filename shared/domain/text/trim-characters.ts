/**
 * A text without those signs at its beginning and end. One pass from each side: `/[signs]+$/` looks
 * at a run in the middle as often as it is long.
 */
export function trimCharacters(text: string, signs: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && signs.includes(text[start] ?? '')) start += 1;
  while (end > start && signs.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
}

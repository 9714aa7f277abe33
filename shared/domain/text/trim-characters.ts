/**
 * A text without these characters at its beginning and end. One pass from each side: `/[…]+$/` is
 * quadratic in the length of a run in the middle.
 */
export function trimCharacters(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text[start] ?? '')) start += 1;
  while (end > start && characters.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
}

import type { HeaderField } from './parsed-mail.ts';

/** Fields in which a list names itself (RFC 2369, RFC 2919 and what came before them). */
const listFields =
  /^(?:list-(?:id|post|help|subscribe|unsubscribe|archive|owner)|mailing-list|x-mailing-list|x-beenthere|x-google-group-id)$/;
const maxMarks = 20;
/** A footer is short; what is further up belongs to the mail. */
const maxFooterLength = 3_000;
const maxLines = 15;
/**
 * What lists put above their footer: "-- ", a rule of underscores or dashes; in HTML with tags
 * around it.
 */
const delimiter = /^(?:<\/?[a-z][^<>]{0,80}>|\s|&nbsp;){0,9}(?:-- ?|[_=*-]{5,200}|<hr[^<>]{0,80}>)(?:<\/?[a-z][^<>]{0,80}>|\s){0,9}$/i;

/**
 * The addresses, hosts and names of the list in the header's list fields, in lower case; none if
 * the mail did not come through a list.
 */
export function listMarks(headers: readonly HeaderField[]): string[] {
  const marks = headers
    .filter(({ name }) => listFields.test(name))
    .flatMap(
      ({ value }) =>
        value
          .slice(0, 2_000)
          .toLowerCase()
          .match(/[^\s<>,;:?"'/=&]{1,64}@[^\s<>,;:?"'/&]{1,255}|(?<=https?:\/\/)[^\s<>/?#"']{4,200}/g) ?? [],
    );
  return [...new Set(marks)].slice(0, maxMarks);
}

/**
 * A text without the list's footer at its end: a footer follows a delimiter and names the list.
 * Unchanged without `marks`.
 */
export function withoutListFooter(text: string, marks: readonly string[]): string {
  if (marks.length === 0 || !names(text.slice(-maxFooterLength), marks)) return text;
  const lines = text.slice(-maxFooterLength).split('\n');
  let at = text.length + 1;
  let filled = 0;
  for (const line of lines.toReversed()) {
    at -= line.length + 1;
    if (line.trim() === '') continue;
    filled += 1;
    if (filled > maxLines) break;
    // Google Groups puts an empty paragraph above
    if (delimiter.test(line) && names(text.slice(at), marks))
      return text
        .slice(0, at)
        .trimEnd()
        .replace(/<p><\/p>$/, '');
  }
  return text;
}

/**
 * Whether a text part is nothing but the list's footer, as Mailman appends it to content that it
 * must not change.
 */
export const isListFooter = (text: string, marks: readonly string[]): boolean =>
  text.length <= maxFooterLength && text.split('\n').filter((line) => line.trim() !== '').length <= maxLines && names(text, marks);

function names(piece: string, marks: readonly string[]): boolean {
  const plain = piece.toLowerCase();
  return marks.some((mark) => plain.includes(mark));
}

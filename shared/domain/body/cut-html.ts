import { readHtmlTokens } from './html-tokens.ts';

/** A piece of a source text, `end` excluded (UTF-16 units). */
export type SourceRange = { start: number; end: number };

const voids = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
/**
 * How far up a closing tag looks for its element; beyond that the element counts as opened before
 * the range.
 */
const maxClosingDistance = 400;

/**
 * HTML without some ranges of it (in order, not overlapping). The tags of elements that extend
 * beyond a range are kept, so that the rest keeps its structure; elements inside a range are
 * removed. Not sanitised.
 */
export function cutHtml(html: string, ranges: readonly SourceRange[]): string {
  const out: string[] = [];
  let kept = 0;
  let index = 0;
  let inside: { name: string; tag: string }[] = [];
  const leave = () => {
    out.push(...inside.map((element) => element.tag));
    inside = [];
    index += 1;
  };
  const range = (at: number): SourceRange | null => {
    for (;;) {
      const current = ranges[index];
      if (!current || at < current.start) return null;
      if (kept < current.start) out.push(html.slice(kept, current.start));
      kept = Math.max(kept, current.end);
      if (at < current.end) return current;
      leave();
    }
  };
  readHtmlTokens(html, {
    open(name, _attributes, start, end) {
      if (range(start) && !voids.has(name)) inside.push({ name, tag: html.slice(start, end) });
    },
    close(name, start, end) {
      if (!range(start)) return;
      for (let at = inside.length - 1; at >= Math.max(0, inside.length - maxClosingDistance); at -= 1) {
        if (inside[at]?.name !== name) continue;
        inside.length = at;
        return;
      }
      out.push(html.slice(start, end));
    },
    text(_text, start) {
      range(start);
    },
  });
  range(html.length);
  while (index < ranges.length && inside.length > 0) leave();
  if (kept < html.length) out.push(html.slice(kept));
  return out.join('');
}

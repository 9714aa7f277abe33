import { Parser } from 'htmlparser2';
import { maxHtmlDepth } from '../../body/html-limits.ts';
import { textFromHtml } from '../../body/text-from-html.ts';

const empty = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'param', 'source', 'track', 'wbr']);

/**
 * Whether the elements of an HTML text are nested deeper than the limit; counting stops there.
 * Nearly every mail has fewer tags than that or closes nearly as many as it opens, so two cheap
 * counts come before the exact one.
 */
export function isTooDeep(html: string): boolean {
  if (countTags(html) <= maxHtmlDepth || roughDepth(html) <= maxHtmlDepth / 4) return false;
  let depth = 0;
  let deepest = 0;
  const parser = new Parser({
    onopentagname() {
      depth += 1;
      if (depth > deepest) deepest = depth;
    },
    onclosetag() {
      depth -= 1;
    },
  });
  for (let at = 0; at < html.length && deepest <= maxHtmlDepth; at += 16_384) parser.write(html.slice(at, at + 16_384));
  return deepest > maxHtmlDepth;
}

/** Counts characters that may begin a tag, up to the limit. */
function countTags(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0 && count <= maxHtmlDepth; at = html.indexOf('<', at + 1)) count += 1;
  return count;
}

/**
 * The maximum of opening minus closing tags: never less than the depth, more if end tags are left
 * out.
 */
function roughDepth(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const match of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,20})/gi)) {
    if (match[2] && empty.has(match[2].toLowerCase())) continue;
    depth += match[1] ? -1 : 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

/**
 * The text of HTML that is nested too deep for a parser, which searches all open elements for each
 * end tag. It is read in pieces, each with its own stack.
 */
export function textOfDeepHtml(html: string): string {
  const texts: string[] = [];
  for (let from = 0; from < html.length; ) {
    const tag = html.indexOf('<', from + 1024);
    const to = tag < 0 ? html.length : tag;
    texts.push(textFromHtml(html.slice(from, to)));
    from = to;
  }
  return texts.filter((text) => text !== '').join('\n');
}

import { Parser } from 'htmlparser2';
import { mailLimits } from '../limits.ts';

const empty = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'param', 'source', 'track', 'wbr']);

/** How deep the elements of an HTML text are nested; beyond the limit it stops counting. Two passes: a rough count is enough for nearly every mail. */
export function htmlDepth(html: string): number {
  const rough = roughDepth(html);
  if (rough <= mailLimits.htmlDepth / 4) return rough;
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
  for (let at = 0; at < html.length && deepest <= mailLimits.htmlDepth; at += 16_384) parser.write(html.slice(at, at + 16_384));
  return deepest;
}

/** Opening minus closing tags, at its highest: never less than the depth, more where end tags are left out. */
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

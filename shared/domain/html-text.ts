import { Parser } from 'htmlparser2';

const blocks = new Set([
  'p',
  'div',
  'tr',
  'li',
  'ul',
  'ol',
  'table',
  'blockquote',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'pre',
  'hr',
  'section',
]);
const hidden = new Set(['script', 'style', 'head', 'title', 'template']);

/** The text that an HTML body shows, block by block. One streaming pass: linear in its length, at any nesting depth. */
export function textFromHtml(html: string): string {
  const out: string[] = [];
  let hiddenDepth = 0;
  const parser = new Parser({
    onopentagname(name) {
      if (hidden.has(name)) hiddenDepth += 1;
      else if (name === 'br' || blocks.has(name)) out.push('\n');
    },
    ontext(text) {
      if (hiddenDepth === 0) out.push(text.replace(/[ \t\r\n]+/g, ' '));
    },
    onclosetag(name) {
      if (hidden.has(name)) hiddenDepth = Math.max(0, hiddenDepth - 1);
      else if (blocks.has(name)) out.push('\n');
    },
  });
  parser.end(html);
  return out
    .join('')
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

import { Parser } from 'htmlparser2';
import { escapeText } from '../text/escape-html.ts';
import { maxHtmlDepth } from './html-limits.ts';
import { type Lost, safeAttributes, type UrlOf } from './safe-attributes.ts';

/**
 * HTML that is safe to show, and what of it can't be shown: pictures that are not in the mail,
 * links that lead nowhere.
 */
export type SafeHtml = { html: string; lost: Lost };

/** A longer HTML body is shown as text: nobody writes so much, and reading it takes seconds. */
const maxHtml = 1_500_000;
const maxTags = 30_000;

const shown = new Set(
  `a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6
  hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr`.split(
    /\s+/,
  ),
);

/**
 * Their content is not text of the mail, or can't be distinguished from markup. (Mail programs run
 * no scripts, so they show `noscript`.)
 */
const withoutText = new Set('script style textarea title template svg math xmp noembed plaintext'.split(' '));

/** They have no end tag. */
const empty = new Set('br col hr img wbr'.split(' '));

/**
 * Makes a mail's HTML safe to show: nothing in it runs, loads, submits, covers or hides anything.
 * It is parsed and written again with only the elements and attributes of a list, every text and
 * value escaped, every element closed; the text of other elements is kept. Pictures of the mail
 * point to the URL that `urlOf` gives; the address of a remote picture is in `data-remote-src`
 * only, until the reader asks for it.
 *
 * Returns null if the HTML exceeds the limits; then the text is shown.
 */
export function safeHtml(html: string, urlOf: UrlOf): SafeHtml | null {
  if (html.length > maxHtml || countTags(html) > maxTags) return null;
  const lost: Lost = { pictures: 0, links: 0 };
  const written = write(html, urlOf, lost, 0);
  return written === null ? null : { html: written, lost };
}

/**
 * The content of an `iframe` is shown, as in mail programs that don't load any; it may contain
 * another one, and so on.
 */
const maxIframes = 8;

/** The safe HTML, or null if its elements are nested too deep. */
function write(html: string, urlOf: UrlOf, lost: Lost, iframes: number): string | null {
  let out = '';
  const open: string[] = [];
  /**
   * The number of open elements since the one whose content is no text of the mail; 0: outside of
   * any.
   */
  let unread = 0;
  /** The content of an `iframe`, which the parser takes for text; null outside of one. */
  let iframe: string | null = null;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (open.push(name) > maxHtmlDepth) parser.pause();
      if (unread > 0) unread += 1;
      else if (shown.has(name)) out += `<${name}${safeAttributes(name, attributes, urlOf, lost)}${empty.has(name) ? ' />' : '>'}`;
      else if (withoutText.has(name)) unread = 1;
      else if (name === 'iframe') iframe = '';
    },
    ontext(text) {
      if (unread > 0) return;
      if (iframe === null) out += escapeText(text);
      else iframe += text;
    },
    onclosetag(name) {
      // a tag that is cut off by the end of the HTML is closed without having been opened
      if (open.at(-1) !== name) return;
      open.pop();
      if (unread > 0) unread -= 1;
      else if (shown.has(name)) {
        if (!empty.has(name)) out += `</${name}>`;
      } else if (iframe !== null) {
        out += iframes < maxIframes ? (write(iframe, urlOf, lost, iframes + 1) ?? '') : escapeText(iframe);
        iframe = null;
      }
    },
  });
  parser.write(html);
  if (open.length > maxHtmlDepth) return null;
  parser.end();
  return out;
}

/** Never less than the number of tags. */
function countTags(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0 && count <= maxTags; at = html.indexOf('<', at + 1)) count += 1;
  return count;
}

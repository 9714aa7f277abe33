import { Parser } from 'htmlparser2';
import { escapeText } from '../text/escape-html.ts';
import { maxHtmlDepth } from './html-limits.ts';
import { type Lost, safeAttributes, type UrlOf } from './safe-attributes.ts';

/**
 * HTML as it may be shown, and what of it can't be: pictures that are not in the mail, links that
 * lead nowhere.
 */
export type SafeHtml = { html: string; lost: Lost };

/** Beyond this an HTML body is shown as text: no person writes it, and to read it takes seconds. */
const maxHtml = 1_500_000;
const maxTags = 30_000;

const shown = new Set(
  `a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6
  hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr`.split(
    /\s+/,
  ),
);

/**
 * What stands between their tags is no text of the mail, or can't be told from markup. (Mail
 * programs run no scripts, so they do show `noscript`.)
 */
const withoutText = new Set('script style textarea title template svg math xmp noembed plaintext'.split(' '));

/** They have no end tag. */
const empty = new Set('br col hr img wbr'.split(' '));

/**
 * A mail's HTML as it may be shown: nothing that runs, loads, submits, covers or hides. It is read
 * with a parser and written anew: only the elements and attributes of a list, every text and value
 * escaped, every element closed; what is not on the list is left out, and the text in it stays.
 * Pictures of the mail point to where `urlOf` says; remote pictures keep their address in
 * `data-remote-src` only, until the reader asks for them.
 *
 * Returns null when the HTML is beyond the limits: then the text is shown.
 */
export function safeHtml(html: string, urlOf: UrlOf): SafeHtml | null {
  if (html.length > maxHtml || countTags(html) > maxTags) return null;
  const lost: Lost = { pictures: 0, links: 0 };
  const written = write(html, urlOf, lost, 0);
  return written === null ? null : { html: written, lost };
}

/**
 * What stands between the tags of an `iframe` is shown, as mail programs do that open none; there
 * may be one in it again, and so on.
 */
const maxIframes = 8;

/** The HTML written anew, or null when its elements are nested too deep. */
function write(html: string, urlOf: UrlOf, lost: Lost, iframes: number): string | null {
  let out = '';
  const open: string[] = [];
  /** How many elements are open from the one on that holds no text of the mail; 0: in none. */
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
      // a tag that the end of the HTML cuts off is closed without having been opened
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

/** At least as many as there are tags. */
function countTags(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0 && count <= maxTags; at = html.indexOf('<', at + 1)) count += 1;
  return count;
}

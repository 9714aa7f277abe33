import sanitizeHtml, { type Attributes } from 'sanitize-html';
import { safeStyle } from './safe-style.ts';

/** Beyond this an HTML body is shown as text: 100,000 nested elements take a sanitiser seconds, and no person writes them. */
const longestHtml = 1_500_000;
const mostTags = 30_000;

const tags =
  'a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(
    ' ',
  );

/** What stands between their tags is no text of the mail, or can't be told from markup. (Mail programs run no scripts, so they do show `noscript`.) */
const nonTextTags = 'script style textarea title template svg math xmp noembed plaintext'.split(' ');

/** What only changes the look of an element may stand on any: none of these loads, runs or leads anywhere. A short list is also what costs least per mail. */
const allowedAttributes = {
  '*': 'style dir lang title align valign width height bgcolor color face size border cellpadding cellspacing colspan rowspan nowrap scope span start type value datetime'.split(
    ' ',
  ),
  a: ['href', 'name', 'rel', 'target'],
  img: ['src', 'alt', 'data-remote-src'],
  blockquote: ['cite'],
};

/**
 * A mail's HTML as it may be shown: nothing that runs, loads, submits or covers. `cid:` pictures (RFC 2392) point to where `pictureUrl` says;
 * remote pictures keep their address in `data-remote-src` only, until the reader asks for them.
 *
 * Returns null when the HTML is beyond the limits, or its tree can't be walked: then the text is shown.
 */
export function safeHtml(html: string, pictureUrl: (contentId: string) => string | null): string | null {
  if (html.length > longestHtml || countTags(html) > mostTags) return null;
  try {
    return sanitizeHtml(html, {
      allowedTags: tags,
      disallowedTagsMode: 'discard',
      nonTextTags,
      allowedAttributes,
      // the sanitiser would parse each style with a whole CSS parser: most of its time
      parseStyleAttributes: false,
      allowedSchemes: ['http', 'https', 'mailto', 'tel'],
      allowedSchemesAppliedToAttributes: ['href', 'cite'],
      allowProtocolRelative: false,
      transformTags: {
        '*': (tagName, attributes) => ({ tagName, attribs: withSafeStyle(attributes) }),
        a: (tagName, { href, ...attributes }) => ({
          tagName,
          attribs: { ...withSafeStyle(attributes), ...link(href ?? ''), target: '_blank', rel: 'noopener noreferrer nofollow' },
        }),
        img: (tagName, { src, 'data-remote-src': _theirs, ...attributes }) => ({
          tagName,
          attribs: { ...withSafeStyle(attributes), ...picture(src ?? '', pictureUrl) },
        }),
      },
    });
  } catch {
    // a RangeError from deep recursion: the tree is too deep to be walked
    return null;
  }
}

function withSafeStyle(attributes: Attributes): Attributes {
  const { style, ...others } = attributes;
  if (style === undefined) return attributes;
  const safe = safeStyle(style);
  if (safe === style) return attributes;
  return safe === '' ? others : { ...others, style: safe };
}

/** A mail has no address of its own, so a relative link leads nowhere; only these schemes are followed. */
function link(href: string): Record<string, string> {
  return /^\s{0,20}(?:https?:\/\/|mailto:|tel:|#)/i.test(href) ? { href: href.trim() } : {};
}

function picture(source: string, pictureUrl: (contentId: string) => string | null): Record<string, string> {
  const contentId = /^\s{0,20}cid:(.{1,500})$/i.exec(source)?.[1];
  if (contentId !== undefined) {
    const url = pictureUrl(decoded(contentId));
    return url === null ? {} : { src: url };
  }
  return /^https?:\/\//i.test(source) ? { 'data-remote-src': source.slice(0, 4000) } : {};
}

function decoded(contentId: string): string {
  try {
    return decodeURIComponent(contentId);
  } catch {
    return contentId;
  }
}

function countTags(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0 && count <= mostTags; at = html.indexOf('<', at + 1)) count += 1;
  return count;
}

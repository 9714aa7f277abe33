import sanitizeHtml from 'sanitize-html';

/** Beyond this an HTML body is shown as text: 100,000 nested elements take a sanitiser seconds, and no person writes them. */
const longestHtml = 1_500_000;
const mostTags = 30_000;

const tags =
  'a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(
    ' ',
  );

/** Values of style properties: no url(), no expression, no position (a mail must not load, run or cover anything). */
const colour = /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%]{3,40}\))$/i;
const length =
  /^(?:-?\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|ex|%|cm|mm|in)?|auto|normal|0|medium|thin|thick|small|large|x-small|x-large|smaller|larger)$/i;
const lengths = /^(?:(?:\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|%)?|auto)\s{0,2}){1,4}$/i;
const word = /^[a-z-]{1,20}$/i;
const border = /^[\w\s#.,()%-]{1,60}$/i;
const styles = {
  color: [colour],
  'background-color': [colour],
  'font-size': [length],
  'font-weight': [/^(?:\d{3}|bold|bolder|lighter|normal)$/i],
  'font-style': [word],
  'font-family': [/^[\w\s,'"-]{1,200}$/],
  'text-align': [word],
  'text-decoration': [/^[a-z\s-]{1,40}$/i],
  'text-indent': [length],
  'line-height': [length],
  'white-space': [word],
  'vertical-align': [word],
  'list-style-type': [word],
  'border-collapse': [word],
  width: [length],
  height: [length],
  'max-width': [length],
  padding: [lengths],
  'padding-left': [length],
  margin: [lengths],
  'margin-left': [length],
  border: [border],
  'border-left': [border],
  'border-top': [border],
  'border-bottom': [border],
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
      nonTextTags: [
        'script',
        'style',
        'textarea',
        'option',
        'noscript',
        'title',
        'head',
        'template',
        'svg',
        'math',
        'xmp',
        'noembed',
        'noframes',
        'plaintext',
      ],
      allowedAttributes: {
        '*': ['style', 'dir', 'lang', 'title', 'align', 'valign'],
        a: ['href', 'name', 'rel', 'target'],
        img: ['src', 'alt', 'width', 'height', 'data-remote-src'],
        font: ['color', 'face', 'size'],
        table: ['border', 'cellpadding', 'cellspacing', 'width', 'bgcolor'],
        td: ['colspan', 'rowspan', 'width', 'height', 'bgcolor', 'nowrap'],
        th: ['colspan', 'rowspan', 'width', 'height', 'bgcolor', 'scope'],
        tr: ['bgcolor'],
        col: ['span', 'width'],
        ol: ['start', 'type'],
        li: ['value'],
        blockquote: ['type', 'cite'],
        time: ['datetime'],
      },
      allowedStyles: { '*': styles },
      allowedSchemes: ['http', 'https', 'mailto', 'tel'],
      allowedSchemesAppliedToAttributes: ['href', 'cite'],
      allowProtocolRelative: false,
      transformTags: {
        a: (tagName, { href, ...attributes }) => ({
          tagName,
          attribs: { ...attributes, ...link(href ?? ''), target: '_blank', rel: 'noopener noreferrer nofollow' },
        }),
        img: (tagName, { src, 'data-remote-src': _theirs, ...attributes }) => ({
          tagName,
          attribs: { ...attributes, ...picture(src ?? '', pictureUrl) },
        }),
      },
    });
  } catch {
    // a RangeError from deep recursion: the tree is too deep to be walked
    return null;
  }
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

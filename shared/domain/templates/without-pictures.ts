import { readHtmlTokens } from '../body/html-tokens.ts';
import { escapeHtml } from '../text/escape-html.ts';

/**
 * Safe HTML in which only those pictures stand that are parts of the mail (`cid:`, RFC 2392): one
 * from elsewhere tells who read the mail and when, and Gmail shows none that is in the HTML itself.
 * In place of another stands what it is called. Linear; HTML without pictures costs nothing. Pure.
 */
export function withoutPictures(html: string): string {
  if (!/<img/i.test(html)) return html;
  const out: string[] = [];
  let kept = 0;
  readHtmlTokens(html, {
    open(name, attributes, start, end) {
      if (name !== 'img' || /^cid:/i.test(attributes.get('src') ?? '')) return;
      const alt = (attributes.get('alt') ?? '').trim();
      out.push(html.slice(kept, start), alt === '' ? '' : `[${escapeHtml(alt)}]`);
      kept = end;
    },
    close() {},
    text() {},
  });
  return out.join('') + html.slice(kept);
}

import { escapeHtml } from '../text/escape-html.ts';
/**
 * Plain text as HTML: escaped, with its line breaks, web addresses as links. Linear in its length
 * for any text.
 */
export function htmlFromText(text: string): string {
  let html = '';
  let end = 0;
  for (const { 0: found, index } of text.matchAll(/\bhttps?:\/\/[^\s<>"]{1,2000}/gi)) {
    const url = withoutPunctuation(found);
    html += `${escapeHtml(text.slice(end, index))}<a href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer nofollow">${escapeHtml(url)}</a>`;
    end = index + url.length;
  }
  return `<div style="white-space:pre-wrap">${html}${escapeHtml(text.slice(end))}</div>`;
}

/** Punctuation after an address at the end of a sentence does not belong to it. */
function withoutPunctuation(url: string): string {
  let end = url.length;
  while (end > 0 && '.,;:!?)]}\'"'.includes(url.charAt(end - 1))) end -= 1;
  return url.slice(0, end);
}

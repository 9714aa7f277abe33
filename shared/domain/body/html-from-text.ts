import { escapeHtml } from '../text/escape-html.ts';

/**
 * Plain text as HTML: escaped, with its line breaks, web addresses as links. Linear in its length
 * for any text.
 */
export const htmlFromText = (text: string): string => `<div style="white-space:pre-wrap">${linked(text)}</div>`;

/**
 * The same for mail: line breaks are elements, since Outlook shows `pre-wrap` as one line, and
 * blanks after another are kept.
 */
export const mailHtmlFromText = (text: string): string =>
  `<div>${linked(text)
    .replace(/\r\n?|\n/g, '<br />\n')
    .replace(/(?<=[ >\n]) /g, '&nbsp;')}</div>`;

function linked(text: string): string {
  let html = '';
  let end = 0;
  for (const { 0: found, index } of text.matchAll(/\bhttps?:\/\/[^\s<>"]{1,2000}/gi)) {
    const url = withoutPunctuation(found);
    html += `${escapeHtml(text.slice(end, index))}<a href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer nofollow">${escapeHtml(url)}</a>`;
    end = index + url.length;
  }
  return html + escapeHtml(text.slice(end));
}

/** Punctuation after an address at the end of a sentence does not belong to it. */
function withoutPunctuation(url: string): string {
  let end = url.length;
  while (end > 0 && '.,;:!?)]}\'"'.includes(url.charAt(end - 1))) end -= 1;
  return url.slice(0, end);
}

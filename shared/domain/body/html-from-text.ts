/** Plain text as HTML: escaped, line breaks kept, web addresses clickable. Linear in its length, whatever it holds. */
export function htmlFromText(text: string): string {
  let html = '';
  let end = 0;
  for (const { 0: found, index } of text.matchAll(/\bhttps?:\/\/[^\s<>"]{1,2000}/gi)) {
    const url = withoutPunctuation(found);
    html += `${escaped(text.slice(end, index))}<a href="${escaped(url)}" target="_blank" rel="noopener noreferrer nofollow">${escaped(url)}</a>`;
    end = index + url.length;
  }
  return `<div style="white-space:pre-wrap">${html}${escaped(text.slice(end))}</div>`;
}

/** What stands behind an address at the end of a sentence does not belong to it. */
function withoutPunctuation(url: string): string {
  let end = url.length;
  while (end > 0 && '.,;:!?)]}\'"'.includes(url.charAt(end - 1))) end -= 1;
  return url.slice(0, end);
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

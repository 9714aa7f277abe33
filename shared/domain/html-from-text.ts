/** Plain text as HTML: escaped, line breaks kept, web addresses clickable. */
export function htmlFromText(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  const linked = escaped.replace(
    /\bhttps?:\/\/[^\s<>"]{1,2000}?(?=(?:&quot;|&gt;|&lt;|[.,;:!?)\]])*(?:\s|$))/g,
    (url) => `<a href="${url}" target="_blank" rel="noopener noreferrer nofollow">${url}</a>`,
  );
  return `<div style="white-space:pre-wrap">${linked}</div>`;
}

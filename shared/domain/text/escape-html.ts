const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const entityOf = (character: string) => entities[character] ?? character;

/** Text as it stands between the tags of HTML. Most texts need no change, and none is made. */
export const escapeText = (text: string): string => (/[&<>]/.test(text) ? text.replace(/[&<>]/g, entityOf) : text);

/** Text as it stands anywhere in HTML, also as a value in double quotes. */
export const escapeHtml = (text: string): string => (/[&<>"]/.test(text) ? text.replace(/[&<>"]/g, entityOf) : text);

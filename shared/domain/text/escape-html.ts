const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const entityOf = (character: string) => entities[character] ?? character;

/**
 * Escapes text for use between HTML tags. Most texts need no change and are returned as they are.
 */
export const escapeText = (text: string): string => (/[&<>]/.test(text) ? text.replace(/[&<>]/g, entityOf) : text);

/** Escapes text for use anywhere in HTML, also as a value in double quotes. */
export const escapeHtml = (text: string): string => (/[&<>"]/.test(text) ? text.replace(/[&<>"]/g, entityOf) : text);

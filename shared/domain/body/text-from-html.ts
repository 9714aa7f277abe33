import { linesFromHtml } from './html-lines.ts';

/**
 * The text that an HTML body shows, line by line: links with their addresses where the text does
 * not say them, bullets and numbers of lists, cells of a row apart by tabs, preformatted text as it
 * is, cited quotations with ">" before each line, images by their alternative text. Linear in its
 * length, at any nesting depth; beyond 4 million characters it is cut off.
 */
export function textFromHtml(html: string): string {
  return linesFromHtml(html)
    .map((line) => line.text)
    .join('\n');
}

import { linesFromHtml } from './html-lines.ts';

/**
 * The text that an HTML body shows, line by line: links with their addresses unless the text shows
 * them, lists with bullets and numbers, the cells of a row separated by tabs, preformatted text
 * unchanged, quotations with ">" before each line, images as their alternative text. Linear in its
 * length at any nesting depth; cut off after 4 million characters.
 */
export function textFromHtml(html: string): string {
  return linesFromHtml(html)
    .map((line) => line.text)
    .join('\n');
}

import type { MailLine } from './body-line.ts';
import { type HtmlMark, htmlMark } from './html-marks.ts';
import { type HtmlAttributes, readHtmlTokens } from './html-tokens.ts';
import { type LineSink, lineSink } from './line-sink.ts';
import { linkNote } from './link-note.ts';

/** HTML is cut off here: nobody writes 4 million characters, and the raw mail is kept. */
export const maxHtml = 4_000_000;
/**
 * Open elements that are tracked; the text of deeper ones belongs to these. 100,000 nested elements
 * fit into a megabyte.
 */
const maxOpen = 400;
/** How far up a closing tag looks for its element. */
const maxClosingDistance = 60;

const blocks = new Set(
  `blockquote address article aside center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section summary table tbody thead
  tfoot tr td th ul`.split(/\s+/),
);
/** Blocks that a browser separates with an empty line. */
const spaced = new Set('p h1 h2 h3 h4 h5 h6 ul ol dl pre blockquote'.split(' '));
const hidden = new Set('script style title template xml svg math iframe object'.split(' '));
const voids = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/**
 * An open element: what it says about its text, the line breaks around it (0: none, 2: an empty
 * line), and its counter if it is a list.
 */
type Open = { name: string; mark: HtmlMark; gap: 0 | 1 | 2; hides: boolean; pre: boolean; list: { ordered: boolean; next: number } | null };

/**
 * The lines that a mail's HTML shows, with the marks of its elements. One pass, linear in the
 * length.
 */
export function linesFromHtml(source: string): MailLine[] {
  const html = source.length > maxHtml ? source.slice(0, maxHtml) : source;
  const lines = read(html, false);
  // a mail that hides all of its text (a closing tag forgotten) is shown rather than lost
  return lines.length > 0 ? lines : read(html, true);
}

function read(html: string, showHidden: boolean): MailLine[] {
  const sink = lineSink();
  const open: Open[] = [];
  let deeper = 0;
  let link: { href: string; text: string } | null = null;

  const leave = (element: Open, at: number) => {
    if (isCounted(element.mark)) {
      sink.endLine();
      sink.state[element.mark] -= 1;
    }
    if (element.gap > 0) sink.breakLine(element.gap === 2 ? 2 : 1, at);
    if (element.hides) sink.state.hidden -= 1;
    if (element.pre) sink.state.pre -= 1;
    if (element.list) sink.state.lists -= 1;
    if (element.name === 'tr') sink.endRow();
  };
  const enter = (element: Open, at: number): Open => {
    if (element.gap > 0) sink.breakLine(element.gap === 2 ? 2 : 1, at);
    if (element.mark === 'rest') {
      sink.endLine();
      sink.state.rest = true;
    } else if (isCounted(element.mark)) {
      sink.endLine();
      sink.state[element.mark] += 1;
    }
    if (element.hides) sink.state.hidden += 1;
    if (element.pre) sink.state.pre += 1;
    if (element.list) sink.state.lists += 1;
    if (element.name === 'td' || element.name === 'th') sink.startCell();
    if (element.name === 'tr') sink.startRow();
    if (element.name === 'li') sink.bullet(bulletOf(open), at);
    return element;
  };

  readHtmlTokens(html, {
    open(name, attributes, start, end) {
      const top = open.at(-1);
      if (top && endsAt(top.name, name)) {
        open.pop();
        leave(top, start);
      }
      if (name === 'br') sink.newLine(end);
      else if (name === 'img') sink.image(attributes, start, end);
      else if (name === 'hr') {
        sink.rule(start, end);
        if (htmlMark(name, attributes) === 'rest') sink.state.rest = true;
      } else if (!voids.has(name)) {
        if (name === 'a') link = { href: attributes.get('href') ?? '', text: '' };
        if (open.length < maxOpen) open.push(enter(openElement(name, attributes, sink, showHidden), start));
        else {
          deeper += 1;
          if (blocks.has(name)) sink.breakLine(1, start);
        }
      }
    },
    close(name, start) {
      if (name === 'a' && link) {
        sink.text(linkNote(link.href, link.text), start, start);
        link = null;
      }
      if (deeper > 0) {
        deeper -= 1;
        if (blocks.has(name)) sink.breakLine(1, start);
        return;
      }
      for (let at = open.length - 1; at >= Math.max(0, open.length - maxClosingDistance); at -= 1) {
        if (open[at]?.name !== name) continue;
        for (const element of open.splice(at).reverse()) leave(element, start);
        return;
      }
    },
    text(text, start, end) {
      if (link && link.text.length < 2_000) link.text += text;
      sink.text(text, start, end);
    },
  });
  return sink.end();
}

function openElement(name: string, attributes: HtmlAttributes, sink: LineSink, showHidden: boolean): Open {
  const style = attributes.get('style')?.toLowerCase() ?? '';
  const mark = htmlMark(name, attributes);
  return {
    name,
    // some webmailers write a quotation as an indent below a line that ends with a colon
    mark: mark === 'indent' && sink.endsWithColon() ? 'quote' : mark,
    gap: blocks.has(name) ? (spaced.has(name) && sink.state.lists === 0 && !isTight(attributes, style) ? 2 : 1) : 0,
    hides: hidden.has(name) || (!showHidden && (attributes.has('hidden') || /display:\s*none|visibility:\s*hidden/.test(style))),
    pre: name === 'pre' || name === 'textarea' || /white-space:\s*(?:pre|break-spaces)/.test(style),
    list:
      name === 'ul' || name === 'ol' ? { ordered: name === 'ol', next: Number.parseInt(attributes.get('start') ?? '1', 10) || 1 } : null,
  };
}

/** Word writes each line as a paragraph without margin: there is no empty line between them. */
const isTight = (attributes: HtmlAttributes, style: string): boolean =>
  /(?:^|\s)(?:x_)*mso(?:normal|plaintext|listparagraph)/i.test(attributes.get('class') ?? '') ||
  /(?:^|;)\s*margin(?:-top)?:\s*0/.test(style);

const isCounted = (mark: HtmlMark): mark is 'quote' | 'attribution' | 'signature' =>
  mark === 'quote' || mark === 'attribution' || mark === 'signature';

/** Whether an open element without a closing tag ends where another begins. */
function endsAt(top: string, name: string): boolean {
  if (top === 'p') return name === 'p' || blocks.has(name);
  if (top === 'td' || top === 'th') return name === 'td' || name === 'th' || name === 'tr';
  return top === name && (name === 'li' || name === 'tr' || name === 'dt' || name === 'dd' || name === 'option');
}

function bulletOf(open: readonly Open[]): string {
  const list = open.findLast((element) => element.list !== null)?.list;
  if (!list?.ordered) return '- ';
  list.next += 1;
  return `${list.next - 1}. `;
}

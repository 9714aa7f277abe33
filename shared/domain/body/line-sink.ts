import { type LineMark, type MailLine, visibleContent } from './body-line.ts';
import type { HtmlAttributes } from './html-tokens.ts';

/**
 * How many of the open elements hide their text, preserve white space, quote, …; `rest`: whether a
 * quotation has begun that lasts to the end.
 */
export type SinkState = {
  hidden: number;
  pre: number;
  quote: number;
  attribution: number;
  signature: number;
  lists: number;
  rest: boolean;
};

/**
 * Collects the text of HTML into lines as a browser shows it: white space collapsed, blocks on
 * lines of their own, cells of a row side by side.
 */
export type LineSink = ReturnType<typeof lineSink>;

/** The text of further lines is joined to the last one. A million `<br>` fit into 4 MB. */
const maxLines = 20_000;
/** Deeper quotations get no more marks: with 10,000 nested ones each line would be 20 KB long. */
const maxMarks = 8;

/** Removes invisible marks and spaces before tabs, and turns no-break spaces into spaces. */
const tidied = (text: string): string =>
  text
    .replace(/\u00ad|\u034f|\u200b|\ufeff/g, '')
    .replace(/\u00a0/g, ' ')
    .replace(/ {0,9}\t/g, '\t');

/** Starts without lines. */
export function lineSink() {
  const state: SinkState = { hidden: 0, pre: 0, quote: 0, attribution: 0, signature: 0, lists: 0, rest: false };
  const lines: MailLine[] = [];
  const beyond: string[] = [];
  // the current line, in pieces: appending to a string and reading its end would copy it each time
  let pieces: string[] = [];
  let endsBlank = true;
  let bulletText = '';
  let first = -1;
  let last = 0;
  // breaks are written when the next text comes, since a cell that follows cancels them
  let pendingBreak: 0 | 1 | 2 = 0;
  let breakAt = 0;
  let rowLines = 0;
  let cellFollows = false;

  const push = (text: string, start: number, end: number) => {
    const previous = lines.at(-1);
    // an empty line between two quotations, or at the edge of one, belongs to the outer one
    const depth = Math.min(maxMarks, state.quote, text === '' ? (previous?.depth ?? 0) : maxMarks);
    const mark: LineMark | null = state.rest ? 'rest' : state.attribution > 0 ? 'attribution' : state.signature > 0 ? 'signature' : null;
    const content = visibleContent(text);
    if (content === '' && (!previous || previous.content === '')) return;
    if (lines.length >= maxLines) beyond.push(content);
    else lines.push({ text: depth > 0 ? `${'> '.repeat(depth)}${text}`.trimEnd() : text, content, depth, mark, start, end });
  };
  const flush = () => {
    if (pieces.length === 0) return;
    const joined = pieces.length === 1 ? (pieces[0] ?? '') : pieces.join('');
    const text = (/[\t\u00a0\u00ad\u200b\ufeff]|\u034f/.test(joined) ? tidied(joined) : joined).trimEnd();
    // editors write an empty line as a paragraph with only a no-break space
    push(text.trim() === '' ? '' : text, first, last);
    if (text.trim() !== '') rowLines += 1;
    pieces = [];
    endsBlank = true;
    first = -1;
  };
  const flushBreaks = () => {
    if (cellFollows && rowLines === 0 && pieces.length > 0) {
      pieces.push('\t');
      endsBlank = true;
    } else if (pendingBreak > 0) {
      flush();
      if (pendingBreak === 2) push('', breakAt, breakAt);
    }
    pendingBreak = 0;
    cellFollows = false;
  };
  const add = (text: string, start: number, end: number) => {
    flushBreaks();
    if (pieces.length === 0 && bulletText !== '') {
      pieces.push(bulletText);
      bulletText = '';
    }
    if (first < 0) first = start;
    last = end;
    pieces.push(text);
    endsBlank = text.endsWith(' ') || text.endsWith('\t');
  };

  return {
    state,
    text(text: string, start: number, end: number) {
      if (state.hidden > 0 || text === '') return;
      if (state.pre > 0) {
        const parts = text.split(/\r\n|\r|\n/);
        parts.forEach((part, index) => {
          if (index > 0) this.newLine(end);
          if (part !== '') add(part, start, end);
        });
        return;
      }
      const folded = text.replace(/[ \t\r\n\f]+/g, ' ');
      const starts = endsBlank || pendingBreak > 0;
      const shown = starts ? folded.replace(/^ /, '') : folded;
      if (shown !== '') add(shown, start, end);
    },
    newLine(at: number) {
      if (state.hidden > 0) return;
      if (pendingBreak > 0) flushBreaks();
      if (pieces.length === 0) push('', at, at);
      else flush();
    },
    breakLine(gap: 1 | 2, at: number) {
      if (state.hidden > 0 || (pieces.length === 0 && lines.length === 0)) return;
      if (gap > pendingBreak) pendingBreak = gap;
      breakAt = at;
    },
    /** Ends the line at once, before the state changes: each line belongs to only one quotation. */
    endLine() {
      flush();
      cellFollows = false;
    },
    bullet(text: string, at: number) {
      bulletText = `${'  '.repeat(Math.max(0, Math.min(maxMarks, state.lists) - 1))}${text}`;
      breakAt = at;
    },
    rule(start: number, end: number) {
      if (state.hidden > 0) return;
      flushBreaks();
      flush();
      push('________________________________', start, end);
      pendingBreak = 1;
    },
    /**
     * Writes a note with the alternative text for an image that the author inserted; none for
     * invisible images and remote decoration.
     */
    image(attributes: HtmlAttributes, start: number, end: number) {
      if (state.hidden > 0 || /^[01]$/.test(attributes.get('width') ?? '') || /^[01]$/.test(attributes.get('height') ?? '')) return;
      const alt = (attributes.get('alt') ?? '').replace(/\s+/g, ' ').trim().slice(0, 300);
      const enclosed = /^(?:cid|data):/i.test(attributes.get('src') ?? '');
      if (alt !== '' || enclosed) add(alt === '' ? '[image]' : `[image: ${alt}]`, start, end);
    },
    startRow() {
      this.endLine();
      rowLines = 0;
    },
    startCell() {
      cellFollows = true;
    },
    endRow() {
      rowLines = 1;
    },
    /** Whether the last text ends with a colon, like "On … wrote:". */
    endsWithColon(): boolean {
      const text = pieces.findLast((piece) => piece.trim() !== '') ?? lines.findLast((line) => line.content !== '')?.content ?? '';
      return /[:：]$/.test(text.slice(-200).trimEnd());
    },
    end(): MailLine[] {
      flush();
      while (lines.at(-1)?.content === '') lines.pop();
      const final = lines.at(-1);
      if (final && beyond.length > 0) {
        final.text = [final.text, ...beyond].join('\n');
        final.content = final.text;
      }
      return lines;
    },
  };
}

import type { MailLine } from '../body/body-line.ts';
import type { Author } from './author.ts';
import type { LineClass } from './classify-lines.ts';
import { saysAnswersBelow } from './phrases/answers-below.ts';
import { isSignatureOf, looksLikeListFooter, looksLikeSignature } from './signature.ts';

/**
 * What the mail is, by its header. In a mail that is neither a reply nor a forward, the writer
 * chose to quote the text, so it is kept.
 */
export type Occasion = 'answer' | 'forward' | 'fresh';

/**
 * Which lines are shown, one flag for each. `certain`: false if there are answers between quoted
 * lines or below a pasted header, or if the writer says so; then a user interface should offer the
 * whole text at once.
 */
export type Visibility = { shown: boolean[]; certain: boolean };

/** How many lines up a signature below a rule is looked for. */
const maxLinesUp = 40;
/** More lines below a row of dashes are not a signature. */
const maxBelowRule = 10;

/**
 * Decides from the classes of a body's lines which of them the author wrote. Rules, in order:
 * everything below a clear beginning of a quotation or forward is hidden; at the end, quotation,
 * signature, disclaimer and device lines are hidden; a quotation above the answer is hidden
 * (bottom-posting); between answers it is shown, without its "On … wrote:". In doubt a line is
 * shown. If nothing would be left, everything is shown (except for a forward without a message of
 * its own).
 */
export function visibleLines(
  lines: readonly MailLine[],
  classes: readonly LineClass[],
  occasion: Occasion,
  author: Author | null,
): Visibility {
  const introducing = introductions(classes, occasion);
  const rest = occasion === 'fresh' ? forwardedAt(classes) : restAt(lines, classes, occasion, introducing);
  const above = rest < 0 ? classes.length : rest;
  const answersBelow = rest >= 0 && classes[rest] !== 'f' && classes[rest] !== 'l' && saysAnswersBelow(contents(lines, 0, above));
  if (answersBelow) return { shown: classes.map(() => true), certain: false };
  const end = endOfText(lines, classes, above, occasion, author);
  const start = occasion === 'fresh' ? 0 : startOfText(classes, end);
  const shown = classes.map((letter, at) => at >= start && at < end && letter !== 'x' && !(occasion !== 'fresh' && introducing[at]));
  if (shown.some((flag, at) => flag && classes[at] !== 'e' && classes[at] !== 'q')) {
    // answers between quoted lines, a pasted header, or a quotation above and one below: a reader
    // may need what is answered
    const between =
      classes.slice(start, end).some((letter) => letter === 'q' || letter === 'h') ||
      (start > 0 && classes.slice(end, above).includes('q'));
    return { shown, certain: occasion === 'fresh' || !between };
  }
  const forwarded = rest >= 0 ? classes[rest] === 'f' || occasion === 'forward' : occasion === 'forward' && classes.includes('A');
  return { shown: classes.map(() => !forwarded), certain: forwarded };
}

const forwardedAt = (classes: readonly LineClass[]): number => classes.indexOf('f');

/**
 * The beginning of a quotation without quote marks, or -1. Needs the writer's own text above it,
 * unless the mail is a forward. A header block after a line with a colon ("I got this mail:") is
 * something that the writer wants to show.
 */
function restAt(lines: readonly MailLine[], classes: readonly LineClass[], occasion: Occasion, introducing: readonly boolean[]): number {
  let own = occasion === 'forward';
  let pasted = false;
  for (let at = 0; at < classes.length; at += 1) {
    const letter = classes[at];
    pasted = letter === 'h' && (pasted || (occasion === 'answer' && isAnnounced(lines, classes, at)));
    if (letter === 'f') return at;
    if (own && letter === 'l') return at;
    if (own && (letter === 'o' || letter === 'h' || letter === 'A') && !introducing[at] && !pasted) return at;
    own ||= letter === 't' || letter === 'g' || letter === 's';
  }
  return -1;
}

/**
 * The lines that introduce a marked quotation ("On … wrote:", a header block above ">" lines): they
 * are hidden where the quotation is shown. So is an attribution above everything else, except in a
 * forward, which it begins. One pass from the end.
 */
function introductions(classes: readonly LineClass[], occasion: Occasion): boolean[] {
  const first = classes.indexOf('t');
  const flags: boolean[] = classes.map(() => false);
  let below: LineClass | null = null;
  for (let at = classes.length - 1; at >= 0; at -= 1) {
    const letter = classes[at];
    if (letter === 'a' || letter === 'A' || letter === 'o' || letter === 'h') {
      flags[at] = letter === 'a' || below === 'q' || (letter === 'A' && occasion !== 'forward' && below !== null && first > at);
    } else if (letter !== 'e' && letter !== 'r' && letter !== undefined) below = letter;
  }
  return flags;
}

/**
 * The line after the last one of the text: from there on there are only quotation, signature,
 * disclaimer and what programs add.
 */
function endOfText(
  lines: readonly MailLine[],
  classes: readonly LineClass[],
  from: number,
  occasion: Occasion,
  author: Author | null,
): number {
  let end = from;
  for (;;) {
    const letter = classes[end - 1];
    if (letter === undefined) return 0;
    const quoted = letter === 'q' || letter === 'a' || letter === 'A' || letter === 'o' || letter === 'h';
    if (letter === 'e' || letter === 's' || letter === 'c' || letter === 'r' || letter === 'u' || letter === 'd' || letter === 'x')
      end -= 1;
    else if (quoted && occasion !== 'fresh') end -= 1;
    else {
      const above = letter === 'g' ? markedSignature(lines, classes, end) : signatureAbove(lines, classes, end, author);
      if (above === null) return end;
      end = above;
    }
  }
}

/** A signature that the HTML marks, unless somebody went on writing in it. */
function markedSignature(lines: readonly MailLine[], classes: readonly LineClass[], end: number): number | null {
  let start = end;
  while (classes[start - 1] === 'g' || classes[start - 1] === 'e') start -= 1;
  return looksLikeSignature(contentsOf(lines, start, end), false) ? start : null;
}

/**
 * The beginning of the signature that ends above `end`, with its delimiter or rule; null if there
 * is none.
 */
function signatureAbove(lines: readonly MailLine[], classes: readonly LineClass[], end: number, author: Author | null): number | null {
  for (let at = end - 1; at >= Math.max(0, end - maxLinesUp); at -= 1) {
    const letter = classes[at];
    if (letter === 't' || letter === 'e' || letter === 's' || letter === 'c' || letter === 'g') continue;
    const below = contentsOf(lines, at + 1, end);
    // "Call them:" above it: the lines below are what the writer announces
    if (below.some((line) => line !== '') && isAnnounced(lines, classes, at)) return null;
    if (letter === 'd') return looksLikeSignature(below, false) ? at : null;
    if (letter !== 'r' && letter !== 'u') return null;
    if (below.filter((line) => line !== '').length > maxBelowRule) return null;
    if (isSignatureOf(author, below) || looksLikeListFooter(below)) return at;
    // in a reply above the quotation, programs put underscores below the quotation
    const footer = letter === 'u' && lastFilled(classes, at) === 'q' && classes.indexOf('t') < at;
    return footer && looksLikeSignature(below, false) ? at : null;
  }
  return null;
}

/** Whether the writer's line above one ends with a colon. */
function isAnnounced(lines: readonly MailLine[], classes: readonly LineClass[], at: number): boolean {
  const above = lastFilledAt(classes, at);
  return classes[above] === 't' && /[:：]$/.test(lines[above]?.content ?? '');
}

const lastFilled = (classes: readonly LineClass[], before: number): LineClass | null => classes[lastFilledAt(classes, before)] ?? null;

function lastFilledAt(classes: readonly LineClass[], before: number): number {
  let at = before - 1;
  while (classes[at] === 'e') at -= 1;
  return at;
}

/**
 * Bottom-posting: if a quotation with an introduction is above all of the text, the text begins
 * below it.
 */
function startOfText(classes: readonly LineClass[], end: number): number {
  const first = classes.findIndex((letter) => letter === 't' || letter === 'g' || letter === 's');
  if (first <= 0 || first >= end) return 0;
  const before = classes.slice(0, first);
  const introduced = before.includes('q') && before.some((letter) => letter === 'a' || letter === 'A' || letter === 'o' || letter === 'h');
  return introduced && !classes.slice(first, end).includes('q') ? first : 0;
}

const contentsOf = (lines: readonly MailLine[], from: number, to: number): string[] => lines.slice(from, to).map((line) => line.content);
const contents = (lines: readonly MailLine[], from: number, to: number): string =>
  contentsOf(lines, from, Math.min(to, from + 200)).join('\n');

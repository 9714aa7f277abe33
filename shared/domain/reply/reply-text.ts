import { linesFromText, type MailLine } from '../body/body-line.ts';
import { cutHtml, type SourceRange } from '../body/cut-html.ts';
import { linesFromHtml, maxHtml } from '../body/html-lines.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import { subjectPrefix } from '../mail/subject-prefixes.ts';
import { type Author, authorOf } from './author.ts';
import { classifyLines, type LineClass } from './classify-lines.ts';
import { type Occasion, visibleLines } from './visible-lines.ts';

/**
 * The kind of a segment. `machine`: what programs add ("reply above this line", armour of a signed
 * mail, rules).
 */
export type SegmentKind = 'reply' | 'quotation' | 'attribution' | 'forward' | 'signature' | 'disclaimer' | 'machine';

/** Consecutive lines of one kind, and whether they are part of the visible reply. */
export type ReplySegment = { kind: SegmentKind; shown: boolean; text: string };

/**
 * What a person wrote in a mail.
 *
 * - `text`: without quotation, signature and disclaimer. Empty for a forward without a message of
 *   its own.
 * - `trimmed`: whether anything was left out.
 * - `html`: the same part of the HTML, if it could be cut out and says the same, else null. Not
 *   sanitised.
 * - `confidence`: `low` if there are answers between or inside quoted lines, so that a reader needs
 *   the whole mail.
 * - `segments`: the whole text in order (their texts, joined by line feeds, are the body), so that
 *   one click can show what was left out.
 */
export type ReplyText = { text: string; trimmed: boolean; html: string | null; confidence: 'high' | 'low'; segments: ReplySegment[] };

/**
 * What is needed of a mail. Without subject and references it counts as a reply; without `from`
 * nothing below a rule counts as a signature.
 */
export type RepliedMail = Pick<ParsedMail, 'text' | 'html'> & Partial<Pick<ParsedMail, 'from' | 'subject' | 'inReplyTo' | 'references'>>;

type Reading = { lines: MailLine[]; classes: LineClass[]; shown: boolean[]; certain: boolean; text: string };

/**
 * The visible part of a reply. In doubt a line is kept, so that nothing the author wrote is left
 * out. Pure; linear in the length of the mail.
 */
export function replyText(mail: RepliedMail): ReplyText {
  const occasion = occasionOf(mail);
  const author = authorOf(mail.from);
  const rich = mail.html === null ? null : read(linesFromHtml(mail.html), occasion, author);
  const chosen = rich && mail.text === wholeText(rich) ? rich : better(rich, read(linesFromText(mail.text), occasion, author));
  const trimmed = isTrimmed(chosen);
  return {
    text: trimmed ? chosen.text : mail.text,
    trimmed,
    html: rich && mail.html !== null && trimmed && isTrimmed(rich) ? visibleHtml(mail.html, rich, chosen) : null,
    confidence: chosen.certain ? 'high' : 'low',
    segments: segmentsOf(chosen, occasion),
  };
}

function occasionOf(mail: RepliedMail): Occasion {
  const prefix = subjectPrefix(mail.subject ?? '');
  if (prefix === 'forward' || prefix === 'either') return 'forward';
  if (prefix === 'reply' || mail.subject === undefined) return 'answer';
  return mail.inReplyTo?.length || mail.references?.length ? 'answer' : 'fresh';
}

function read(lines: MailLine[], occasion: Occasion, author: Author | null): Reading {
  const classes = classifyLines(lines);
  const { shown, certain } = visibleLines(lines, classes, occasion, author);
  const visible = lines.filter((_, at) => shown[at]).map((line) => line.text.trimEnd());
  const text = visible
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
  return { lines, classes, shown, certain, text };
}

/** Whether anything but empty lines is left out. A line of invisible marks is not an empty line. */
const isTrimmed = ({ lines, shown, classes }: Reading): boolean =>
  shown.some((flag, at) => !flag && (classes[at] !== 'e' || lines[at]?.text.trim() !== ''));

const wholeText = ({ lines }: Reading): string => lines.map((line) => line.text).join('\n');

/**
 * The HTML marks quotations that the plain text does not (Outlook and Yahoo write no ">"). It
 * decides if it leaves out lines that the plain text keeps and nothing gets lost, that is, each
 * line kept in the plain text is in the HTML, visible or not.
 */
function better(rich: Reading | null, plain: Reading): Reading {
  if (!rich?.certain || rich.text === '' || !isTrimmed(rich) || sameWords(rich.text, plain.text)) return plain;
  const seen = squeezed(rich.text);
  const kept = squeezed(plain.text);
  if (seen.length >= kept.length || !kept.includes(seen)) return plain;
  const all = squeezed(wholeText(rich));
  return plain.lines.every((line, at) => !plain.shown[at] || all.includes(squeezed(line.content))) ? rich : plain;
}

/** The cheap comparison first: in most mails only white space differs. */
const sameWords = (one: string, other: string): boolean =>
  one === other || one.replace(/\s+/g, '') === other.replace(/\s+/g, '') || squeezed(one) === squeezed(other);

/**
 * Letters and digits only: the two forms of a body differ in white space, line ends, bullets and
 * brackets.
 */
const squeezed = (text: string): string =>
  text.replace(/<(?:https?:|mailto:)[^>]{0,2000}>|\[image[^\]]{0,300}\]/g, '').replace(/[^\p{L}\p{N}]+/gu, '');

function visibleHtml(html: string, rich: Reading, chosen: Reading): string | null {
  if (html.length > maxHtml || rich.text === '') return null;
  if (!sameWords(rich.text, chosen.text)) return null;
  return cutHtml(html, hiddenRanges(rich, html.length));
}

/** The ranges from the end of a visible line to the beginning of the next visible one. */
function hiddenRanges({ lines, shown }: Reading, length: number): SourceRange[] {
  const ranges: SourceRange[] = [];
  let lastEnd: number | null = null;
  let hiddenStart: number | null = null;
  lines.forEach((line, at) => {
    if (!shown[at]) hiddenStart ??= lastEnd ?? line.start;
    else {
      if (hiddenStart !== null && line.start > hiddenStart) ranges.push({ start: hiddenStart, end: line.start });
      hiddenStart = null;
      lastEnd = line.end;
    }
  });
  if (hiddenStart !== null) ranges.push({ start: hiddenStart, end: length });
  return ranges;
}

const kinds: Record<LineClass, SegmentKind> = {
  t: 'reply',
  e: 'reply',
  q: 'quotation',
  a: 'attribution',
  A: 'attribution',
  h: 'attribution',
  o: 'attribution',
  f: 'forward',
  l: 'machine',
  d: 'signature',
  r: 'machine',
  u: 'machine',
  g: 'signature',
  s: 'signature',
  c: 'disclaimer',
  x: 'machine',
};

function segmentsOf({ lines, classes, shown }: Reading, occasion: Occasion): ReplySegment[] {
  const segments: { kind: SegmentKind; shown: boolean; lines: string[] }[] = [];
  // the kind of text that was left out depends on the lines above it: forwarded, quoted, or a
  // signature
  let above: SegmentKind = 'signature';
  lines.forEach((line, at) => {
    const visible = shown[at] ?? true;
    const letter = classes[at] ?? 't';
    if (visible) above = 'signature';
    else if (letter === 'f') above = 'forward';
    else if (above !== 'forward' && (letter === 'h' || letter === 'o' || letter === 'A' || letter === 'a' || letter === 'l'))
      above = occasion === 'forward' ? 'forward' : 'quotation';
    const own = above === 'forward' || letter === 't' ? above : kinds[letter];
    const kind = visible ? 'reply' : own;
    const last = segments.at(-1);
    if (last && (letter === 'e' || (last.kind === kind && last.shown === visible))) last.lines.push(line.text);
    else segments.push({ kind, shown: visible, lines: [line.text] });
  });
  return segments.map((segment) => ({ kind: segment.kind, shown: segment.shown, text: segment.lines.join('\n') }));
}

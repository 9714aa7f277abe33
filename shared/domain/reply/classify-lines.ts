import type { MailLine } from '../body/body-line.ts';
import { attributionAt } from './attribution.ts';
import { beginsDisclaimer, isDisclaimer } from './phrases/disclaimers.ts';
import { isApology, isMobileSignature } from './phrases/mobile-signatures.ts';
import { isReplyAbove } from './phrases/reply-above.ts';
import { headerBlockAt, isHeaderField } from './quoted-header.ts';
import { oneLineHeader } from './quoted-header-in-one-line.ts';
import { isExactSeparator, ruleKind, separatorBeginning, separatorKind } from './separator.ts';
import { isSignatureDelimiter } from './signature.ts';

/**
 * The class of a line, one letter each: `t` text · `e` empty · `q` quoted · `a` attribution ("On …
 * wrote:") · `A` the same, so clear that what follows is quoted even without marks · `h` header
 * block of a quoted mail · `o` "Original Message" · `f` "Forwarded message" · `l` "reply above this
 * line" · `d` signature delimiter · `r` rule of dashes · `u` rule of underscores · `g` signature
 * marked by the HTML · `s` "Sent from my …" · `c` disclaimer · `x` armour of a signed mail, or a
 * tracker's mark.
 */
export type LineClass = 't' | 'e' | 'q' | 'a' | 'A' | 'h' | 'o' | 'f' | 'l' | 'd' | 'r' | 'u' | 'g' | 's' | 'c' | 'x';

/** A run of lines of one class: the class and the number of lines. */
type Run = { letter: LineClass; count: number };

/**
 * The classes of all lines, in order. For each line only a few lines below it are read, and none
 * above: linear.
 */
export function classifyLines(lines: readonly MailLine[]): LineClass[] {
  const classes: LineClass[] = [];
  let insideRest = false;
  // the quote mark if it is not ">": "|", or the writer's name ("Alice> …")
  let prefix: string | null = null;
  while (classes.length < lines.length) {
    const at = classes.length;
    const line = lines[at];
    if (!line) break;
    insideRest ||= line.mark === 'rest';
    const run: Run = announcement(lines, at) ?? quotation(lines, at, insideRest, prefix) ?? ending(lines, at, classes[at - 1] ?? 'e');
    if (run.letter === 'a' || run.letter === 'A') prefix = prefixBelow(lines, at, run.count) ?? prefix;
    for (let done = 0; done < run.count; done += 1) classes.push(run.letter);
  }
  return classes;
}

/** Notes writes "Name --- Subject ---" above its header block. */
const notesLine = /^.{2,100}? --- .{1,200} ---$/;

/**
 * The beginning of a quoted or forwarded mail: a separator, an attribution, a header block, a
 * helpdesk's line.
 */
function announcement(lines: readonly MailLine[], at: number): Run | null {
  const line = lines[at];
  if (!line || line.content.length < 3) return null;
  const separator = separatorKind(line.content);
  if ((separator === 'forwarded' && mailFollows(lines, at)) || (separator === 'forward-beginning' && headerFollows(lines, at + 1)))
    return { letter: 'f', count: 1 };
  const inline = separator === null && line.content.startsWith('---') ? separatorBeginning(line.content) : null;
  if (inline && oneLineHeader(inline.behind)) return { letter: inline.kind === 'forwarded' ? 'f' : 'o', count: 1 };
  const attribution = attributionAt(lines, at);
  if (attribution?.sure) return { letter: 'A', count: attribution.lines };
  if (line.depth > 0) return null;
  if (attribution && quotationFollows(lines, at + attribution.lines)) return { letter: 'a', count: attribution.lines };
  if (line.mark === 'attribution') return { letter: 'a', count: 1 };
  const original = separator === 'original' && (isExactSeparator(line.content) || mailFollows(lines, at));
  if (original || (line.content.endsWith(' ---') && notesLine.test(line.content) && headerFollows(lines, at + 1)))
    return { letter: 'o', count: 1 };
  const block = headerBlockAt(lines, at);
  // people write "From: a@b To: c@d" alone when they want mail redirected
  if (block && (block.fields.has('date') || block.fields.has('subject'))) return { letter: 'h', count: block.end - block.start };
  return isReplyAbove(line.content) ? { letter: 'l', count: 1 } : null;
}

function quotation(lines: readonly MailLine[], at: number, insideRest: boolean, prefix: string | null): Run | null {
  const line = lines[at];
  if (!line) return null;
  if (line.content === '' && line.depth === 0) return { letter: 'e', count: 1 };
  if (insideRest || line.depth > 0 || (prefix !== null && line.content.startsWith(prefix))) return { letter: 'q', count: 1 };
  const initialled = initialledLines(lines, at);
  return initialled > 1 ? { letter: 'q', count: initialled } : null;
}

/**
 * Tracking extensions of Gmail leave a white mark below the text: U+1427, which no language uses
 * alone on a line.
 */
const trackingMark = /^\u1427+$/;

/** What ends a mail (signature, rule, "Sent from", disclaimer); everything else is text. */
function ending(lines: readonly MailLine[], at: number, before: LineClass): Run {
  const line = lines[at];
  const content = line?.content ?? '';
  if (line?.mark === 'signature') return { letter: 'g', count: 1 };
  if (isSignatureDelimiter(line?.text ?? '')) return { letter: 'd', count: 1 };
  const rule = ruleKind(content);
  if (rule) return { letter: rule === 'underscores' ? 'u' : 'r', count: 1 };
  if (content.startsWith('-----BEGIN PGP ')) return { letter: 'x', count: armourLines(lines, at) };
  if (isMobileSignature(content) || (before === 's' && isApology(content))) return { letter: 's', count: 1 };
  if (trackingMark.test(content)) return { letter: 'x', count: 1 };
  if (before !== 't' && beginsDisclaimer(content)) {
    const count = paragraphLines(lines, at);
    const paragraph = lines.slice(at, at + count).map((each) => each.content);
    if (isDisclaimer(paragraph.join(' '))) return { letter: 'c', count };
  }
  return { letter: 't', count: 1 };
}

/** Lines below a separator that are searched for the mail that it announces. */
const maxLinesBelowSeparator = 6;

/**
 * Distinguishes a separator from a heading such as "--- Forwarded ports ---": below a separator
 * there is a header field, a quotation or "On … wrote:".
 */
function mailFollows(lines: readonly MailLine[], at: number): boolean {
  for (let below = at + 1; below <= at + maxLinesBelowSeparator; below += 1) {
    const line = lines[below];
    if (!line) return false;
    if (line.depth > (lines[at]?.depth ?? 0) || line.mark === 'rest' || line.mark === 'attribution' || isHeaderField(line)) return true;
    if (attributionAt(lines, below) || oneLineHeader(line.content) || headerBlockAt(lines, below, 'missing')) return true;
  }
  return false;
}

/** Skips at most three lines, empty or not. */
function headerFollows(lines: readonly MailLine[], from: number): boolean {
  for (let at = from; at < from + 3; at += 1) if (headerBlockAt(lines, at)) return true;
  return false;
}

function quotationFollows(lines: readonly MailLine[], from: number): boolean {
  for (let at = from; at < from + 3; at += 1) {
    const line = lines[at];
    if (line && (line.depth > 0 || line.mark === 'rest' || line.content.startsWith('|'))) return true;
    if (line?.content !== '') return false;
  }
  return false;
}

function prefixBelow(lines: readonly MailLine[], at: number, count: number): string | null {
  const next = lines.slice(at + count, at + count + 3).find((line) => line.content !== '');
  if (next?.content.startsWith('|') && !next.content.endsWith('|')) return '|';
  const named = /^([\p{L}][\p{L}\w.-]{0,15}>)/u.exec(next?.content ?? '')?.[1];
  if (!named) return null;
  const attribution = lines.slice(at, at + count).map((line) => line.content.toLowerCase());
  return attribution.some((line) => line.includes(named.slice(0, -1).toLowerCase())) ? named : null;
}

/**
 * "JD> text": some programs quote with the writer's initials. At least two lines; "PS>" is a
 * prompt.
 */
function initialledLines(lines: readonly MailLine[], at: number): number {
  const mark = /^(\p{Lu}{1,2}>)(?:\s|$)/u.exec(lines[at]?.content ?? '')?.[1];
  if (!mark || mark === 'PS>') return 0;
  let count = 0;
  while (lines[at + count]?.content.startsWith(mark)) count += 1;
  return count;
}

/**
 * "-----BEGIN PGP SIGNED MESSAGE-----" with its header, or a signature up to its end (RFC 9580 6.2,
 * 7.1).
 */
function armourLines(lines: readonly MailLine[], at: number): number {
  const signature = lines[at]?.content.includes('SIGNATURE') ?? false;
  const maxLines = signature ? 80 : 4;
  for (let count = 1; count < maxLines && at + count < lines.length; count += 1) {
    const content = lines[at + count]?.content ?? '';
    if (signature ? content.startsWith('-----END PGP') : content === '') return count + 1;
  }
  return 1;
}

function paragraphLines(lines: readonly MailLine[], at: number): number {
  let count = 1;
  while (count < 60) {
    const line = lines[at + count];
    if (!line || line.content === '' || line.depth > 0 || line.mark !== lines[at]?.mark) break;
    count += 1;
  }
  return count;
}

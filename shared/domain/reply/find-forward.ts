import type { MailLine } from '../body/body-line.ts';
import { attributionAt } from './attribution.ts';
import { type AttributionHeader, attributionHeader } from './attribution-header.ts';
import type { QuotedField } from './phrases/header-labels.ts';
import { type HeaderBlock, headerBlockAt } from './quoted-header.ts';
import { oneLineHeader } from './quoted-header-in-one-line.ts';
import { separatorBeginning, separatorKind } from './separator.ts';

/**
 * The forwarded mail in a body: its header fields, quote depth, and the first line of its own body.
 * `attribution`: it has one line ("On … wrote:") instead of a header, with neither recipients nor a
 * subject.
 */
export type FoundForward = { fields: ReadonlyMap<QuotedField, string>; depth: number; bodyStart: number; attribution?: true };

/**
 * Lines between a separator and the header block, at most (Notes writes a few empty ones, Outlook a
 * rule).
 */
const maxLinesToHeader = 6;

/**
 * Finds the outermost forwarded mail in a body: the first header block below a separator that says
 * "forwarded". If the subject says that the mail is a forward (`bySubject`), also one below
 * "Original Message" or without a separator, as Outlook writes it, or the first "On … wrote:", as
 * Outlook for Mac writes. Null if there is none, or if there is a quotation above it, since then
 * the mail is a reply.
 */
export function findForward(lines: readonly MailLine[], bySubject: boolean): FoundForward | null {
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (!line || line.content.length < 3) continue;
    const separator = separatorKind(line.content);
    const inline = separator === null ? separatorBeginning(line.content) : null;
    if (separator !== null || inline !== null) {
      const counts = bySubject || separator === 'forwarded' || separator === 'forward-beginning' || inline?.kind === 'forwarded';
      const fields = inline ? oneLineHeader(inline.behind) : null;
      if (fields && counts) return { fields, depth: line.depth, bodyStart: at + 1 };
      const found = headerBelow(lines, at + 1) ?? (separator === 'forwarded' ? attributionBelow(lines, at + 1) : null);
      if (found && counts) return found;
      if (found && line.depth === 0) return null;
      continue;
    }
    const block = headerBlockAt(lines, at);
    if (block && bySubject) return foundIn(block);
    if (line.depth > 0) continue;
    if (block) return null;
    const attribution = attributionAt(lines, at);
    if (attribution?.sure) return bySubject ? attributed(lines, at, attribution.lines) : null;
  }
  return null;
}

/**
 * The mail below "On … wrote:". Null if that has no date, or if the writer answers between the
 * quoted lines.
 */
function attributed(lines: readonly MailLine[], at: number, count: number): FoundForward | null {
  const header = attributionHeader(lineAt(lines, at, count));
  const bodyStart = at + count;
  if (!header || hasAnswersBetween(lines, bodyStart)) return null;
  const depth = lines.find((line, below) => below >= bodyStart && line.content !== '')?.depth ?? 0;
  return { fields: fieldsOf(header), depth: Math.min(depth, 1), bodyStart, attribution: true };
}

/**
 * Whether the writer's own words follow an empty line and come before quoted ones. A single line
 * may be the rest of a quoted line that a program broke.
 */
function hasAnswersBetween(lines: readonly MailLine[], from: number): boolean {
  let quoted = false;
  let own = false;
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at];
    if (!line || line.content === '') continue;
    if (line.depth > 0) {
      if (own) return true;
      quoted = true;
    } else if (!quoted) return false;
    else own ||= lines[at - 1]?.content === '';
  }
  return false;
}

function headerBelow(lines: readonly MailLine[], from: number): FoundForward | null {
  for (let at = from; at < from + maxLinesToHeader; at += 1) {
    const block = headerBlockAt(lines, at) ?? headerBlockAt(lines, at, 'missing');
    if (block) return behindSeparator(lines, foundIn(block), lines[from - 1]?.content ?? '');
    const fields = lines[at]?.content.includes('@') ? oneLineHeader(lines[at]?.content ?? '') : null;
    if (fields) return { fields, depth: lines[at]?.depth ?? 0, bodyStart: at + 1 };
  }
  return null;
}

/** Zoho repeats its separator below the header block. */
function behindSeparator(lines: readonly MailLine[], found: FoundForward, separator: string): FoundForward {
  const next = lines[found.bodyStart]?.content;
  return next !== undefined && next === separator ? { ...found, bodyStart: found.bodyStart + 1 } : found;
}

/** Yandex writes one line below its separator: `02.11.2026, 08:10, "Carol" <carol@…>:`. */
function attributionBelow(lines: readonly MailLine[], from: number): FoundForward | null {
  let at = from;
  while (at < from + maxLinesToHeader && lines[at]?.content === '') at += 1;
  const attribution = attributionAt(lines, at);
  const header = attribution?.sure ? attributionHeader(lineAt(lines, at, attribution.lines)) : null;
  return header && attribution ? { fields: fieldsOf(header), depth: lines[at]?.depth ?? 0, bodyStart: at + attribution.lines } : null;
}

const lineAt = (lines: readonly MailLine[], at: number, count: number): string =>
  lines
    .slice(at, at + count)
    .map((line) => line.content)
    .join(' ');

const fieldsOf = ({ from, date }: AttributionHeader) =>
  new Map<QuotedField, string>([
    ['from', from],
    ['date', date],
  ]);

const foundIn = (block: HeaderBlock): FoundForward => ({ fields: block.fields, depth: block.depth, bodyStart: block.end });

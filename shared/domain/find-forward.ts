import { attributionAt } from './attribution.ts';
import { type HeaderBlock, headerBlockAt } from './header-block.ts';
import type { MailLine } from './mail-line.ts';
import { oneLineHeader } from './one-line-header.ts';
import type { QuotedField } from './phrases/header-labels.ts';
import { separatorBeginning, separatorKind } from './separator.ts';

/** Where a body holds the mail that it forwards: its header's fields, how often it is quoted, and the first line of its own body. */
export type FoundForward = { fields: ReadonlyMap<QuotedField, string>; depth: number; bodyStart: number };

/** Between a separator and the header block stand at most so many lines (Notes writes a few blank ones, Outlook a rule). */
const headerReach = 6;

/**
 * Finds the outermost forwarded mail in a body: the first header block below a separator that says "forwarded"; when the mail's subject says
 * that it is a forward (`bySubject`), also one below "Original Message" or without separator, as Outlook writes it. Null if there is none, or when a
 * quotation stands above it, since then the mail answers.
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
    if (line.depth === 0 && (block || attributionAt(lines, at)?.sure)) return null;
  }
  return null;
}

function headerBelow(lines: readonly MailLine[], from: number): FoundForward | null {
  for (let at = from; at < from + headerReach; at += 1) {
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

/** Yandex writes one line: `02.11.2026, 08:10, "Carol" <carol@…>:`. */
function attributionBelow(lines: readonly MailLine[], from: number): FoundForward | null {
  let at = from;
  while (at < from + headerReach && lines[at]?.content === '') at += 1;
  const line = lines[at];
  const [, date, sender] =
    /^([^"<>@]{6,80}?),\s("[^"<>]{1,200}"\s?<[^<>\s@]{1,64}@[^<>\s@]{1,255}>)\s?[:：]$/.exec(line?.content.slice(0, 700) ?? '') ?? [];
  if (!line || !date || !sender) return null;
  const fields = new Map<QuotedField, string>([
    ['from', sender],
    ['date', date],
  ]);
  return { fields, depth: line.depth, bodyStart: at + 1 };
}

const foundIn = (block: HeaderBlock): FoundForward => ({ fields: block.fields, depth: block.depth, bodyStart: block.end });

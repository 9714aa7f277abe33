import type { MailLine } from '../body/body-line.ts';
import { type QuotedField, quotedFieldNamed } from './phrases/header-labels.ts';

/**
 * A header block in a body: its fields as written (the first of each), and its lines, `end`
 * excluded.
 */
export type HeaderBlock = { start: number; end: number; depth: number; fields: Map<QuotedField, string> };

/**
 * No mail program writes more; without this limit a body of a million "To:" lines would be one
 * block.
 */
const maxLines = 40;
/** A label is short; the colon of a sentence is further right. */
const maxLabelLength = 32;
const maxValueLength = 20_000;

/**
 * The header block that begins at a line ("From: … Sent: … To: … Subject: …", in any order, in some
 * forty languages, with or without bold marks, folded, or with empty lines between), or null. One
 * field name proves nothing: a block needs a sender, and a subject with a date or a recipient, or
 * the sender's address with one of these. "From: Berlin / To: Munich / Date: 3 May" is somebody's
 * own text. With `missing` the names have no colons, as eM Client writes them below its separator
 * ("From "Name" <address>").
 */
export function headerBlockAt(lines: readonly MailLine[], start: number, colons: 'needed' | 'missing' = 'needed'): HeaderBlock | null {
  const labelled = colons === 'needed' ? withColon : withoutColon;
  const depth = lines[start]?.depth ?? 0;
  if (!labelled(lines[start])) return null;
  const fields = new Map<QuotedField, string>();
  let current: QuotedField | null = null;
  let end = start;
  for (let at = start; at < Math.min(lines.length, start + maxLines); at += 1) {
    const line = lines[at];
    if (!line || line.depth !== depth) break;
    const field = labelled(line);
    if (field && (field.name === 'other' || !fields.has(field.name))) {
      fields.set(field.name, field.value);
      current = field.name;
      end = at + 1;
    } else if (!field && isForeignField(lines, at, fields, labelled)) {
      current = 'other';
      end = at + 1;
    } else if (current !== null && line.content !== '' && !field && continues(lines, at, current, fields, labelled)) {
      fields.set(current, `${fields.get(current) ?? ''} ${line.content}`.trim().slice(0, maxValueLength));
      end = at + 1;
    } else if (line.content !== '' || !blankInside(lines, at, fields, labelled)) break;
  }
  return isHeader(fields) ? { start, end, depth, fields } : null;
}

/** Whether fields are those of a mail's header block, and not of a form or an itinerary. */
export function isHeader(fields: ReadonlyMap<QuotedField, string>): boolean {
  const from = fields.get('from');
  if (!from) return false;
  const dated = fields.has('date');
  const addressed = fields.has('to') || fields.has('cc');
  return (fields.has('subject') && (dated || addressed)) || (from.includes('@') && (dated || addressed));
}

/** Whether a line is a field of a header block, with its colon. */
export const isHeaderField = (line: MailLine): boolean => withColon(line) !== null;

type Label = { name: QuotedField; value: string };
type LabelReader = (line: MailLine | undefined) => Label | null;

/** One to three words, then the value. */
const wordsAndValue = [0, 1, 2].map((more) => new RegExp(`^(\\S{1,20}(?: \\S{1,20}){${more}})[ \\t]+(\\S.*)$`));

function withoutColon(line: MailLine | undefined): Label | null {
  if (!line) return null;
  for (const pattern of wordsAndValue) {
    const match = pattern.exec(line.content.slice(0, maxValueLength));
    const name = match?.[1] ? quotedFieldNamed(match[1]) : null;
    if (name && match?.[2]) return { name, value: match[2] };
  }
  return null;
}

/**
 * The label of a line is needed for every block that might begin above it, so it is cached as long
 * as the line exists.
 */
const known = new WeakMap<MailLine, Label | null>();

function withColon(line: MailLine | undefined): Label | null {
  if (!line || line.content.length < 3) return null;
  const border = borderOf(line.content);
  if (border < 1) return null;
  let label = known.get(line);
  if (label === undefined) {
    label = labelOf(line.content, border);
    known.set(line, label);
  }
  return label;
}

/** The position where a label may end: the first colon or, in tables that became text, a tab. */
function borderOf(content: string): number {
  const beginning = content.slice(0, maxLabelLength + 1);
  const colon = beginning.search(/[:：]/);
  return colon < 0 ? beginning.indexOf('\t') : colon;
}

function labelOf(content: string, border: number): Label | null {
  const name = quotedFieldNamed(content.slice(0, border));
  if (!name) return null;
  const value = content.slice(border + 1, maxValueLength).trim();
  // bold marks around the name or the whole line: "*From:* a", "*From: *a", "*Subject: toner*",
  // "*Subject:* *toner*"
  return { name, value: /^[*_]/.test(content) ? value.replace(/^[*_\s]+/, '').replace(/(?<=[^*_])[*_]{1,3}$/, '') : value };
}

/** "Adresa pro odpověď: …": a field whose name we don't know, between two that we know. */
function isForeignField(lines: readonly MailLine[], at: number, fields: ReadonlyMap<QuotedField, string>, labelled: LabelReader): boolean {
  const next = labelled(lines[at + 1]);
  return next !== null && !fields.has(next.name) && /^[\p{L}][\p{L} ().-]{1,30}[:：]\s/u.test(lines[at]?.content ?? '');
}

/**
 * A line without a label belongs to the field above it if that is folded: its value is still
 * missing, a list continues, or it is a subject between labels.
 */
function continues(
  lines: readonly MailLine[],
  at: number,
  current: QuotedField,
  fields: ReadonlyMap<QuotedField, string>,
  labelled: LabelReader,
): boolean {
  const line = lines[at];
  const value = fields.get(current) ?? '';
  if (!line || (at > 0 && lines[at - 1]?.content === '' && value !== '')) return false;
  const next = labelled(lines[at + 1]);
  const labelFollows = next !== null && !fields.has(next.name);
  if (value === '') return labelFollows || !isHeader(fields);
  if (current === 'to' || current === 'cc' || current === 'bcc' || current === 'from') {
    if (/[,;]$/.test(value) || /<[^>]{0,300}$/.test(value) || /^[<([][^\s@]{1,64}@\S{1,255}[>)\]][,;]?$/.test(line.content)) return true;
    return /^\s/.test(line.text) && line.content.includes('@');
  }
  return labelFollows;
}

/**
 * Some programs put empty lines between the fields: then an empty line belongs to the block if a
 * new field follows.
 */
function blankInside(lines: readonly MailLine[], at: number, fields: ReadonlyMap<QuotedField, string>, labelled: LabelReader): boolean {
  const next = labelled(lines[at + 1]);
  if (!next || next.name === 'other' || fields.has(next.name)) return false;
  return fields.size < 2 || !isHeader(fields) || lines[at - 2]?.content === '';
}

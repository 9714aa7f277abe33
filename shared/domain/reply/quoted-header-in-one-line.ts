import { namesOf, type QuotedField } from './phrases/header-labels.ts';
import { isHeader } from './quoted-header.ts';

/**
 * The plain text of Yahoo and of Samsung's phones writes the header block in one line: "From: A
 * <a@b>To: "c@d" <c@d>Cc: …Sent: …Subject: …". Longer lines are something else.
 */
const maxLength = 4_000;

type Label = { field: QuotedField; name: string };
/** By their first letter, so that each position in the line is compared with only a few of them. */
const labels = Map.groupBy(
  (['from', 'to', 'cc', 'date', 'subject'] as const)
    .flatMap((field) => namesOf(field).map((name): Label => ({ field, name })))
    .sort((a, b) => b.name.length - a.name.length),
  ({ name }) => name.charAt(0),
);

/**
 * The fields of a header block in one line, or null. A label must follow a space or a bracket; that
 * of the subject may be anywhere after the date, since nothing separates them. Yahoo leaves out
 * some colons (Polish "Dw", Portuguese "Assunto"), so a name directly after other text is accepted.
 */
export function oneLineHeader(line: string): Map<QuotedField, string> | null {
  const text = line.slice(0, maxLength);
  const fields = new Map<QuotedField, string>();
  let at = text.length - text.trimStart().length;
  let label = labelAt(text, at, 'from');
  while (label) {
    const start = at + label.length;
    const next = label.field === 'subject' ? null : nextLabel(text, start, label.field, fields);
    fields.set(label.field, text.slice(start, next?.at ?? text.length).trim());
    if (!next) break;
    at = next.at;
    label = next;
  }
  return fields.size >= 3 && isHeader(fields) ? fields : null;
}

type Found = { field: QuotedField; length: number };

/** The label at a position: its name, then a colon. */
function labelAt(text: string, at: number, only: QuotedField | null): Found | null {
  const piece = text.slice(at, at + 40).toLowerCase();
  for (const { field, name } of labels.get(piece.charAt(0)) ?? []) {
    if ((only !== null && field !== only) || !piece.startsWith(name)) continue;
    const colon = /^\s?[:：]/.exec(piece.slice(name.length))?.[0];
    if (colon) return { field, length: name.length + colon.length };
    const glued =
      (field === 'cc' && text[at - 1] === '>') || (field === 'subject' && /[\p{Lu}\d)]\p{Lu}/u.test(text.slice(at - 1, at + 1)));
    if (glued && piece[name.length] === ' ') return { field, length: name.length };
  }
  return null;
}

function nextLabel(
  text: string,
  from: number,
  current: QuotedField,
  fields: ReadonlyMap<QuotedField, string>,
): (Found & { at: number }) | null {
  const dated = current === 'date';
  for (let at = from + 1; at < text.length; at += 1) {
    const apart = /[>;)\s]/.test(text.charAt(at - 1));
    if (!apart && !(dated && /\p{L}/u.test(text.charAt(at)))) continue;
    const found = labelAt(text, at, apart ? null : 'subject');
    if (found && found.field !== current && !fields.has(found.field)) return { ...found, at };
  }
  return null;
}

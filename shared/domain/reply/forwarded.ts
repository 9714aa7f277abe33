import { linesFromText, type MailLine } from '../body/body-line.ts';
import { headerValue } from '../mail/header-fields.ts';
import { isMailType, type ParsedMail } from '../mail/parsed-mail.ts';
import { subjectPrefix, withoutPrefix } from '../mail/subject-prefixes.ts';
import { enclosedMail } from './attached-mail.ts';
import { findForward } from './find-forward.ts';
import { type NamedPerson, peopleIn, personIn } from './people-in-quoted-header.ts';
import { separatorKind } from './separator.ts';

/**
 * A mail that was forwarded inside another: its header block and its text. People are given as they
 * were written, without an address if there was only a name. `date` and `subject` as they were
 * written, null if missing.
 */
export type Forwarded = {
  from: NamedPerson;
  to: NamedPerson[];
  cc: NamedPerson[];
  subject: string | null;
  date: string | null;
  text: string;
};

/**
 * Finds the outermost mail that a mail forwards: a header block in its text (as mail programs write
 * it in some forty languages); with the subject of a forward also "On … wrote:" (which has date and
 * sender; the subject is the mail's own); or a message/rfc822 part. Null if there is none: a reply
 * (by its subject) that quotes a header block forwards nothing. All of this is text that anybody
 * can write, so the caller decides whether the forwarder may make somebody a requester. Pure.
 */
export function forwardedMail(mail: Pick<ParsedMail, 'subject' | 'text' | 'parts'>): Forwarded | null {
  const prefix = subjectPrefix(mail.subject);
  if (prefix === 'reply') return null;
  const lines = linesFromText(mail.text);
  const found = findForward(lines, prefix === 'forward' || prefix === 'either');
  if (!found) {
    const attached = attachedForward(mail, prefix === 'forward');
    return attached && fromAttached(attached);
  }
  // "VS:" is a forward in Danish and Norwegian and a reply in Finnish
  if (prefix === 'either' && isFinnish(lines, found.bodyStart)) return null;
  const from = personIn(found.fields.get('from') ?? '');
  if (!from) return null;
  return {
    from,
    to: peopleIn(found.fields.get('to') ?? ''),
    cc: peopleIn(found.fields.get('cc') ?? ''),
    subject: found.attribution ? withoutPrefix(mail.subject) : (found.fields.get('subject') ?? null),
    date: found.fields.get('date') ?? null,
    text: found.attribution && found.depth === 0 ? indentedText(lines, found.bodyStart) : bodyText(lines, found.bodyStart, found.depth),
  };
}

/**
 * The attached mail (message/rfc822) that a mail forwards if its text contains none: the only one,
 * or the first if the subject is that of a forward. Null for replies, and for reports: a mail that
 * is returned is not forwarded.
 */
function attachedForward(mail: Pick<ParsedMail, 'parts'>, bySubject: boolean): ParsedMail | null {
  if (
    mail.parts.some((part) =>
      /^(?:message\/(?:delivery-status|disposition-notification|feedback-report)|text\/rfc822-headers)/.test(part.contentType),
    )
  )
    return null;
  const attached = mail.parts.filter((part) => isMailType(part.contentType));
  const first = attached[0];
  return first && (attached.length === 1 || bySubject) ? enclosedMail(first) : null;
}

/** Null without a sender. */
function fromAttached(attached: ParsedMail): Forwarded | null {
  const { from, to, cc, subject, text } = attached;
  const written = (name: string) => headerValue(attached, name);
  return from && { from, to, cc, subject: written('subject') === null ? null : subject, date: written('date'), text: text.trim() };
}

/**
 * The lines below a header block, without the quote marks that the block has as well, as far as
 * these go.
 */
function bodyText(lines: readonly MailLine[], start: number, depth: number): string {
  let end = lines.length;
  if (depth > 0) while (end > start && (lines[end - 1]?.depth ?? 0) < depth) end -= 1;
  while (end > start && lines[end - 1]?.content === '') end -= 1;
  // Yandex and Mail.ru say where it ends
  if (separatorKind(lines[end - 1]?.content ?? '') === 'forwarded') end -= 1;
  const marks = new RegExp(`^\\s{0,3}(?:>\\s?){0,${Math.min(depth, 200)}}`);
  return lines
    .slice(start, end)
    .map((line) => (depth > 0 ? line.text.replace(marks, '') : line.text).trimEnd())
    .join('\n')
    .replace(/^(?:[\s\ufeff\u200b]*\n)+/, '')
    .trimEnd();
}

/** The indented lines below an attribution, without their indent; all lines if none is indented. */
function indentedText(lines: readonly MailLine[], start: number): string {
  const first = lines.find((line, at) => at >= start && line.content !== '');
  const indent = /^(?:\t| {2,8})/.exec(first?.text ?? '')?.[0] ?? '';
  if (indent === '') return bodyText(lines, start, 0);
  let end = lines.length;
  while (end > start && !lines[end - 1]?.text.startsWith(indent)) end -= 1;
  return lines
    .slice(start, end)
    .map(({ text }) => (text.startsWith(indent) ? text.slice(indent.length) : text).trimEnd())
    .join('\n')
    .replace(/^(?:[\s\ufeff\u200b]*\n)+/, '')
    .trimEnd();
}

const isFinnish = (lines: readonly MailLine[], end: number): boolean =>
  lines
    .slice(Math.max(0, end - 8), end)
    .some((line) => /^[*_]?(?:lähettäjä|vastaanottaja|päivämäärä|päiväys|lähetetty)\s*[*_]?:|\skirjoitti\s?/i.test(line.content));

import { addressesIn } from '../../mail/addresses-in-text.ts';
import { fieldGroupsIn } from '../../mail/field-groups.ts';
import { headerValue } from '../../mail/header-fields.ts';
import type { MailPart, ParsedMail } from '../../mail/parsed-mail.ts';
import { structuredValue } from '../../mail/structured-field.ts';
import { textOfBytes } from '../../mail/text-of-report-part.ts';
import { toPhraseForm } from '../../text/phrase-form.ts';
import { isDaemonAddress } from '../no-reply-address.ts';
import { certainHeaderLine, headerLine, originalMarkers } from './phrases/original-markers.ts';

/** The words of a bounce, and the mail that it returns as text after them, if any. */
export type ReportText = { report: string; original: string };

/**
 * A report is in the first kilobytes of a bounce's text; the rest is the returned mail and is not
 * read.
 */
const maxReportLength = 100_000;
const maxLines = 2000;
const maxParts = 20;

/**
 * The human-readable text of a bounce, split where the returned mail begins. Texts in other parts
 * belong to it. Pure.
 */
export function reportTextOf(mail: Pick<ParsedMail, 'text' | 'parts' | 'headers'>): ReportText {
  const further = mail.parts
    .slice(0, maxParts)
    .filter(isFurtherText)
    .map((part) => textOfBytes(part.content, maxReportLength));
  const first = mail.text.slice(0, maxReportLength).replace(/\r\n?/g, '\n');
  const [report, original] = withInnerReport(splitAtOriginal(first));
  const parts = further.map(splitAtOriginal);
  return {
    report: [report, ...parts.map(([text]) => text)].join('\n\n').slice(0, maxReportLength),
    original: [original, ...parts.map(([, text]) => text)].find((text) => text) ?? '',
  };
}

/**
 * The returned mail may itself be a bounce, as text: a provider passes on another system's report
 * after words of its own. Then its delivery status belongs to the report, and the mail that it
 * returns is the original.
 */
function withInnerReport([report, original]: [string, string]): [string, string] {
  const inner = innerReport(original);
  return inner ? [`${report}\n\n${inner.status}`, inner.original] : [report, original];
}

/**
 * Splits a bounce that is in a text, from its header on, into its delivery status and the returned
 * mail. Null if it isn't one.
 */
function innerReport(text: string): { status: string; original: string } | null {
  const lines = text.split('\n', maxLines).map((line) => line.replace(/^> ?/, ''));
  const at = lines.findIndex((line) => /^(?:final|original)-recipient ?:/i.test(line));
  if (at < 0 || !isReportHeader(headerOf(text))) return null;
  const isBoundary = (line: string): boolean => /^--\S/.test(line) && !/^-+$/.test(line.trim());
  const start = lines.slice(0, at).findLastIndex((line) => isBoundary(line) || line.trim() === '') + 1;
  const length = lines.slice(at).findIndex(isBoundary);
  const end = length < 0 ? lines.length : at + length;
  return { status: lines.slice(start, end).join('\n'), original: lines.slice(end).join('\n') };
}

/** Whether this is the header of a mail system's report (RFC 3464, RFC 5321 6.1). */
function isReportHeader(headers: ParsedMail['headers']): boolean {
  const value = (name: string): string => structuredValue(headerValue({ headers }, name) ?? '').value;
  return (
    value('return-path') === '<>' ||
    /^multipart\/report\b/.test(value('content-type')) ||
    addressesIn(value('from'), 1).some((address) => isDaemonAddress(address) || address.startsWith('postmaster@'))
  );
}

/** Whether a part is really text: some programs declare pictures as text/plain. */
const isFurtherText = (part: MailPart): boolean =>
  /^text\/plain/i.test(part.contentType) && !/\.(?:csv|log|ics)$/i.test(part.name ?? '') && !part.content.subarray(0, 1000).includes(0);

/** Splits where a marker line or the header of the returned mail begins. */
function splitAtOriginal(text: string): [string, string] {
  const lines = text.split('\n', maxLines);
  const at = lines.findIndex((line, index) => isMarker(line) || startsHeader(lines, index));
  return at < 0 ? [text, ''] : [lines.slice(0, at).join('\n'), lines.slice(at).join('\n')];
}

function isMarker(line: string): boolean {
  if (line.length > 200) return false;
  const words = toPhraseForm(line).replace(/^[\s\-=|*_#>~]{1,120}/, '');
  return originalMarkers.some((marker) => marker.test(words));
}

/**
 * Whether a header begins here: with three fields within the next lines, the first in this one, and
 * one of them a field that only mails have.
 */
function startsHeader(lines: readonly string[], index: number): boolean {
  if (!headerLine.test(lines[index] ?? '')) return false;
  const next = lines.slice(index, index + 12);
  return next.filter((line) => headerLine.test(line)).length >= 3 && next.some((line) => certainHeaderLine.test(line));
}

/**
 * The header of the mail that a bounce returns, from its message/rfc822 or text/rfc822-headers part
 * (RFC 6522) or from the text.
 */
export function originalHeaderOf(mail: Pick<ParsedMail, 'parts'>, original: string): ParsedMail['headers'] {
  const part = mail.parts
    .slice(0, maxParts)
    .find((each) => /^(?:message\/rfc822|text\/rfc822-?headers?|message\/partial)/i.test(each.contentType) && each.size > 0);
  const partText = part ? textOfBytes(part.content, 64_000) : '';
  const fromPart = headerOf(innerReport(partText)?.original || partText);
  if (headerValue({ headers: fromPart }, 'message-id') !== null) return fromPart;
  return [...fromPart, ...headerOf(original || behindStatus(mail))];
}

/** In a report with broken boundaries, the returned mail follows the delivery status. */
function behindStatus(mail: Pick<ParsedMail, 'parts'>): string {
  const status = mail.parts.find((each) => /^message\/(?:global-)?delivery-status/i.test(each.contentType));
  return status ? splitAtOriginal(textOfBytes(status.content, 64_000))[1] : '';
}

/**
 * The fields of a header near the beginning of a text; it may be quoted ("> "). Words before it may
 * look like fields.
 */
function headerOf(text: string): ParsedMail['headers'] {
  const lines = text.split('\n', maxLines).map((line) => line.replace(/^> ?/, ''));
  const headers: ParsedMail['headers'] = [];
  for (const group of fieldGroupsIn(lines.join('\n'))) {
    headers.push(...group);
    if (headers.length >= 3) break;
  }
  return headers;
}

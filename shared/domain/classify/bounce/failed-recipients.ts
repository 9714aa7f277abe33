import { addressesIn } from '../../mail/addresses-in-text.ts';
import { headerValue, headerValues } from '../../mail/header-fields.ts';
import type { MailPart, ParsedMail } from '../../mail/parsed-mail.ts';
import { structuredValue } from '../../mail/structured-field.ts';
import { textOfBytes } from '../../mail/text-of-report-part.ts';
import { isDaemonAddress, isNoReplyAddress } from '../no-reply-address.ts';
import { addresseesOf, sendersOf } from './bounce-parties.ts';
import type { DeliveryAction } from './bounce-report.ts';
import { parseDeliveryStatus, type RecipientStatus } from './delivery-status.ts';
import { localPartBelow, type NamedRecipient, type ReportLine, recipientsIn, reportLines, saidAbout } from './recipients-in-text.ts';

/**
 * A recipient that a bounce is about, and what it says about them: the fields of RFC 3464 if it has
 * them, and lines of its text.
 */
export type FailedRecipient = {
  address: string;
  action: DeliveryAction | null;
  status: string | null;
  diagnostic: string | null;
  said: string;
};

/** RFC 3464 reports have a few hundred bytes for each recipient. */
const maxStatusPartLength = 256_000;
const maxStatusParts = 5;
const maxRecipients = 200;
const maxOfLine = 20;

/**
 * The failed recipients of a bounce, by the first of these that names somebody: its delivery status
 * (RFC 3464), the X-Failed-Recipients field (Exim, Gmail), the text, the delivery status of a
 * bounce that it returns, its subject, the header of the returned mail. `report` is its text
 * without that mail. The addressees of the bounce sent the mail: they count as failed only if a
 * field says so, or if the text names nobody else. Pure.
 */
export function failedRecipients(mail: ParsedMail, report: string, originalHeader: ParsedMail['headers']): FailedRecipient[] {
  const status = statusReports(mail, report).flatMap((each) => parseDeliveryStatus(each).recipients);
  const byField = headerValues(mail, 'x-failed-recipients').flatMap((value) => addressesIn(structuredValue(value).value));
  const named = new Set([...byField, ...status.flatMap((each) => [each.finalRecipient, each.originalRecipient])]);
  const ours = new Set([...addresseesOf(mail), ...sendersOf(originalHeader)].filter((address) => !named.has(address)));
  const lines = reportLines(report, ours);
  const byStatus = fromStatus(status, lines);
  if (byStatus.length > 0) return byStatus;
  // a status without an address still says what happened
  const [{ action, status: code, diagnostic } = { action: null, status: null, diagnostic: null }] = status;
  const failed = (address: string, said = saidAbout(lines, address)) => ({ address, action, status: code, diagnostic, said });
  if (byField.length > 0) return [...new Set(byField)].slice(0, maxRecipients).map((address) => failed(address));
  const told = recipientsIn(lines);
  if (told.length > 0) return told.map(({ address, said }) => failed(address, said));
  const inner = fromStatus(innerStatus(mail), lines);
  if (inner.length > 0) return inner;
  const namesOthers = lines.some(({ address }) => address !== null);
  const own = namesOthers ? [] : reportLines(report);
  // only they are announced as failed: somebody wrote to their own address
  if (own.some(({ way }) => way === 'listed')) return recipientsIn(own).map(({ address, said }) => failed(address, said));
  const bySubject = addressesIn(mail.subject.slice(0, 500), 2).filter((address) => !ours.has(address));
  const byMail = bySubject.length === 1 ? bySubject : sentTo(originalHeader);
  if (byMail.length > 0) return byMail.map((address) => failed(address, ''));
  const only = onlyOneNamed(mail, lines);
  if (only.length > 0) return only.map((address) => failed(address, report));
  return namesOthers ? [] : namedAlone(mail, own, report).map(({ address, said }) => failed(address, said));
}

/**
 * The text names nobody but the addressees of the bounce, or only the local part of an address at
 * the reporting system.
 */
function namedAlone(mail: ParsedMail, lines: readonly ReportLine[], report: string): NamedRecipient[] {
  const told = recipientsIn(lines);
  if (told.length > 0) return told;
  const { address: reporter } = mail.from ?? { address: '' };
  const localPart = isDaemonAddress(reporter) ? localPartBelow(lines) : null;
  return localPart === null ? [] : [{ address: `${localPart}${reporter.slice(reporter.lastIndexOf('@'))}`, said: report }];
}

/**
 * In a report whose words we don't know: the only address, apart from those of the bounce itself
 * and of people to ask.
 */
function onlyOneNamed(mail: ParsedMail, lines: readonly ReportLine[]): string[] {
  const others = new Set([mail.from, mail.sender, ...mail.to, ...mail.cc].map((each) => each?.address));
  const found = new Set<string>();
  for (const { text, address } of lines) {
    if (address === null) continue;
    for (const each of addressesIn(text, maxOfLine)) if (!others.has(each) && !isNoReplyAddress(each)) found.add(each);
  }
  return found.size === 1 ? [...found] : [];
}

const isStatusPart = (part: MailPart): boolean => /^(?:message\/(?:global-)?delivery-status|text\/delivery-status)/i.test(part.contentType);

/** Some gateways put the fields into the text. */
function statusReports(mail: ParsedMail, report: string): (Uint8Array | string)[] {
  const parts = mail.parts.filter(isStatusPart).slice(0, maxStatusParts);
  if (parts.length > 0) return parts.map((part) => part.content.subarray(0, maxStatusPartLength));
  return /^(?:final|original)-recipient ?:/im.test(report) ? [report] : [];
}

/**
 * The original recipient (the address that the mail was sent to) if it is given, else the final one
 * (RFC 3464 2.3). Each is listed once.
 */
function fromStatus(recipients: readonly RecipientStatus[], lines: readonly ReportLine[]): FailedRecipient[] {
  const found = new Map<string, FailedRecipient>();
  for (const { originalRecipient, finalRecipient, ...rest } of recipients) {
    const address = originalRecipient ?? finalRecipient;
    if (!address || found.has(address) || found.size >= maxRecipients) continue;
    found.set(address, { ...rest, address, said: (finalRecipient && saidAbout(lines, finalRecipient)) || saidAbout(lines, address) });
  }
  return [...found.values()];
}

/**
 * The delivery status of another system's bounce that a gateway returns without words of its own.
 */
function innerStatus(mail: ParsedMail): RecipientStatus[] {
  const part = mail.parts.find((each) => /^message\/rfc822/i.test(each.contentType));
  const text = part ? textOfBytes(part.content, maxStatusPartLength) : '';
  const at = text.search(/^(?:final|original)-recipient ?:/im);
  return at < 0 ? [] : parseDeliveryStatus(text.slice(at, at + 5000).split(/\n--/, 1)[0] ?? '').recipients;
}

/** A bounce that names nobody is about the recipient of the returned mail, if that had only one. */
function sentTo(originalHeader: ParsedMail['headers']): string[] {
  for (const name of ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'resent-to']) {
    const to = addressesIn(headerValues({ headers: originalHeader }, name).join(', '), 2);
    if (to.length === 1) return to;
  }
  return addressesIn(/\bfor <([^<>\s]{3,320})>/.exec(headerValue({ headers: originalHeader }, 'received') ?? '')?.[1] ?? '', 1);
}

import { addressesIn } from './addresses-in.ts';
import type { BouncedRecipient, BounceReport, DeliveryAction } from './bounce.ts';
import { type Failure, type ReasonVerdict, reasonOf } from './bounce-reason.ts';
import { recipientsIn, saidAbout } from './bounce-recipients.ts';
import { originalHeaderOf, reportTextOf } from './bounce-report-text.ts';
import { parseDeliveryStatus, type RecipientStatus } from './delivery-status.ts';
import { headerValue, headerValues, type ParsedMail } from './mail.ts';
import { messageIdsIn } from './message-ids.ts';
import { innerReply, isSpecificStatus, smtpCodeIn, smtpCommandIn, statusesIn } from './smtp-reply.ts';
import { textOfBytes } from './text-of-bytes.ts';

const mostRecipients = 200;
const longestDiagnostic = 1000;
/** Words about no recipient in particular: looked at when a recipient has none of his own. */
const longestWords = 4000;
/** RFC 3464 reports have some hundred bytes for each recipient. */
const longestStatusPart = 256_000;

/**
 * Reads what a bounce reports: from its message/delivery-status part (RFC 3464), the X-Failed-Recipients field (Exim, Gmail), the text,
 * and in the end from the header of the mail that it returns. Never throws; what it does not find is left out. Pure.
 */
export function readBounce(mail: ParsedMail): BounceReport {
  const { report, original } = reportTextOf(mail);
  const originalHeader = originalHeaderOf(mail, original);
  const status = deliveryStatusOf(mail, report);
  const failed = failuresOf(mail, report, status, originalHeader);
  const isDelay =
    /\b(?:warning only|warning message only|will (?:be )?retr(?:y|ied)|not yet been delivered|has been delayed|is delayed|postponed|continue (?:trying|to try)|delivery attempts will continue)\b/i.test(
      report.slice(0, longestWords),
    );
  return {
    recipients: failed.slice(0, mostRecipients).map((failure) => toRecipient(failure, { report, isDelay, isOnlyOne: failed.length === 1 })),
    originalMessageId: originalMessageIdOf(mail, report, originalHeader, status.originalMessageId),
  };
}

type Found = { address: string; action: DeliveryAction | null; status: string | null; diagnostic: string | null; said: string };

function deliveryStatusOf(mail: ParsedMail, report: string) {
  const parts = mail.parts.filter((part) => /^(?:message\/(?:global-)?delivery-status|text\/delivery-status)/i.test(part.contentType));
  const texts = parts.slice(0, 5).map((part) => textOfBytes(part.content, longestStatusPart));
  // some gateways put the fields into the text, others return a bounce inside a bounce
  if (texts.length === 0 && /^(?:final|original)-recipient ?:/im.test(report)) texts.push(report);
  if (texts.length === 0)
    texts.push(
      ...mail.parts
        .filter((part) => /^message\/rfc822/i.test(part.contentType))
        .slice(0, 1)
        .map(innerStatus),
    );
  const read = texts.map(parseDeliveryStatus);
  return {
    originalMessageId: read.find((each) => each.originalMessageId)?.originalMessageId ?? null,
    recipients: read.flatMap((each) => each.recipients),
  };
}

function innerStatus(part: ParsedMail['parts'][number]): string {
  const text = textOfBytes(part.content, longestStatusPart);
  const at = text.search(/^(?:final|original)-recipient ?:/im);
  return at < 0 ? '' : (text.slice(at, at + 5000).split(/\n--/, 1)[0] ?? '');
}

function failuresOf(
  mail: ParsedMail,
  report: string,
  status: { recipients: RecipientStatus[] },
  originalHeader: ParsedMail['headers'],
): Found[] {
  const reported = uniqueByAddress(status.recipients.flatMap((each) => toFound(each, report)));
  if (reported.length > 0) return reported;
  const [first] = status.recipients;
  const none = { action: first?.action ?? null, status: first?.status ?? null, diagnostic: first?.diagnostic ?? null };
  const named = headerValues(mail, 'x-failed-recipients').flatMap((value) => addressesIn(value));
  if (named.length > 0) return [...new Set(named)].map((address) => ({ ...none, address, said: saidAbout(report, address) }));
  const told = recipientsIn(report);
  if (told.length > 0) return told.map(({ address, said }) => ({ ...none, address, said }));
  const bySubject = addressesIn(mail.subject.slice(0, 500), 2);
  const last = bySubject.length === 1 ? bySubject : sentTo(originalHeader);
  return last.map((address) => ({ ...none, address, said: '' }));
}

/** The one that was written to is the one that the mail was sent to first, then the one it ended at (RFC 3464 2.3.1). */
function toFound({ originalRecipient, finalRecipient, ...rest }: RecipientStatus, report: string): Found[] {
  const address = originalRecipient ?? finalRecipient;
  if (!address) return [];
  return [{ ...rest, address, said: saidAbout(report, finalRecipient ?? address) || saidAbout(report, address) }];
}

const uniqueByAddress = (found: Found[]): Found[] =>
  [...new Map(found.map((each) => [each.address, each] as const).reverse()).values()].reverse();

/** A bounce that names nobody is about the recipient of the mail, when that had one. */
function sentTo(originalHeader: ParsedMail['headers']): string[] {
  for (const name of ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'resent-to']) {
    const to = addressesIn(headerValues({ headers: originalHeader }, name).join(', '), 2);
    if (to.length === 1) return to;
  }
  return addressesIn(/\bfor <([^<>\s]{3,320})>/.exec(headerValue({ headers: originalHeader }, 'received') ?? '')?.[1] ?? '', 1);
}

/** What is known of one recipient goes before what the report says in general; of that only a report on one recipient alone may speak. */
function toRecipient(
  found: Found,
  { report, isDelay, isOnlyOne }: { report: string; isDelay: boolean; isOnlyOne: boolean },
): BouncedRecipient {
  const general = report.slice(0, longestWords);
  const diagnostic = found.diagnostic === null ? '' : innerReply(found.diagnostic);
  const said = innerReply(found.said);
  const own = [diagnostic, said].filter((text) => text).join('\n') || general;
  const status = bestStatus(found.status, [diagnostic, own, isOnlyOne ? general : '']);
  const smtpCode = smtpCodeIn(diagnostic) ?? smtpCodeIn(own);
  const command = smtpCommandIn(own.toLowerCase()) ?? smtpCommandIn(general.toLowerCase());
  const action = found.action ?? (isDelay ? 'delayed' : 'failed');
  const verdict = bestReason([diagnostic, givenReason(said), own, general], { status, smtpCode, command });
  // still being tried, and no words say why: it takes too long
  const reason =
    action === 'delayed' && verdict.basis !== 'words' && ['other', 'network'].includes(verdict.reason) ? 'expired' : verdict.reason;
  return {
    address: found.address,
    action,
    status,
    smtpCode,
    reason,
    detail: verdict.detail,
    hard: verdict.hard && action === 'failed',
    diagnostic:
      (diagnostic || said)
        .replace(/\s{1,1000}/g, ' ')
        .trim()
        .slice(0, longestDiagnostic) || null,
  };
}

/** Sendmail repeats the other system's reply in brackets; what follows is its own translation, which is coarser. */
const givenReason = (said: string): string => /\(reason: ([^)]{3,1000})\)/.exec(said)?.[1] ?? '';

/** The first of the texts whose words give a reason; without one the codes. */
function bestReason(texts: readonly string[], codes: Omit<Failure, 'text'>): ReasonVerdict {
  const verdicts = texts.filter((text) => text).map((text) => reasonOf({ ...codes, text }));
  return verdicts.find(({ basis }) => basis === 'words') ?? verdicts[0] ?? reasonOf({ ...codes, text: '' });
}

/** The Status field, unless it is unspecific and words have a better one: the other system's own before those around it. */
function bestStatus(field: string | null, texts: readonly string[]): string | null {
  if (field && isSpecificStatus(field)) return field;
  const said = texts.map(statusesIn).find((statuses) => statuses.length > 0) ?? [];
  return said.find(isSpecificStatus) ?? field ?? said[0] ?? null;
}

/** The returned mail's own; what the report names; what the bounce answers. */
function originalMessageIdOf(
  mail: ParsedMail,
  report: string,
  originalHeader: ParsedMail['headers'],
  reported: string | null,
): string | null {
  const own = headerValue({ headers: originalHeader }, 'message-id');
  const inReport = /message-?id ?: ?(<[^<>\s]{1,998}>)/i.exec(report)?.[1];
  return (own === null ? undefined : messageIdsIn(own)[0]) ?? reported ?? inReport ?? mail.inReplyTo[0] ?? mail.references.at(-1) ?? null;
}

import { addressesIn } from '../mail/addresses-in-text.ts';
import { fieldGroupsIn } from '../mail/field-groups.ts';
import { headerValue, headerValues, keyword, type MailFields } from '../mail/header-fields.ts';
import { messageIdsIn } from '../mail/message-ids.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import { originalHeaderOf } from './bounce/report-text.ts';
import type { Evidence } from './evidence.ts';
import { contentTypeOf } from './report-type.ts';

/**
 * What a complaint reports (RFC 5965, RFC 6591): its type ("abuse", "auth-failure", "not-spam" …),
 * the recipients who complained, if the provider names them, the Message-ID of the reported mail
 * (with brackets), and the address that sent it.
 */
export type ComplaintReport = { feedbackType: string; recipients: string[]; originalMessageId: string | null; sourceIp: string | null };

/** Reports have a few hundred bytes. */
const maxReportLength = 64_000;

/** Subjects of reports without a feedback-report part: Hotmail's (JMRP) and X-ARF. */
const complaintSubject = /^(?:complaint about message from |\[?x-?arf\]?|abuse report (?:about|for) )/i;

/**
 * The evidence for a complaint. A complaint that somebody forwards is inside a message/rfc822 part,
 * which is not read here.
 */
export function complaintEvidence(mail: ParsedMail, fields: MailFields): Evidence[] {
  const { type, reportType } = contentTypeOf(fields);
  const evidence: Evidence[] = [];
  if (type === 'multipart/report' && reportType === 'feedback-report')
    evidence.push({ check: 'Content-Type', saw: `${type}; report-type=${reportType}`, weight: 3 });
  const part = mail.parts.find((each) => /^message\/feedback-report/i.test(each.contentType));
  if (part) evidence.push({ check: 'part', saw: part.contentType, weight: 3 });
  if (/^yes/.test(keyword(fields, 'x-arf')) || /^(?:plain|secure|bulk)/.test(keyword(fields, 'x-xarf')))
    evidence.push({ check: 'X-ARF', saw: 'yes', weight: 3 });
  const returnsMail = mail.parts.some((each) => /^message\/rfc822/i.test(each.contentType));
  if (returnsMail && complaintSubject.test(mail.subject) && mail.text.trim().length < 200)
    evidence.push({ check: 'subject', saw: mail.subject, weight: 3 });
  if (
    returnsMail &&
    /^this is an? (?:[\w.-]{1,60} )?(?:e-?mail )?abuse report for an? e-?mail message/i.test(mail.text.trimStart().slice(0, 300))
  ) {
    evidence.push({ check: 'text', saw: 'This is an email abuse report', weight: 1 });
  }
  return evidence;
}

/** Reads a complaint. Never throws; what it does not say is empty. Pure. */
export function readComplaint(mail: ParsedMail): ComplaintReport {
  const part = mail.parts.find((each) => /^message\/feedback-report/i.test(each.contentType));
  const headers = part ? [...fieldGroupsIn(part.content.subarray(0, maxReportLength))].flat() : [];
  const original = originalHeaderOf(mail, '');
  const value = (name: string) => headerValue({ headers }, name) ?? '';
  const named = headerValues({ headers }, 'original-rcpt-to').flatMap((each) => addressesIn(each));
  const fallback = headerValues({ headers: original }, 'x-hmxmroriginalrecipient')
    .concat(headerValues({ headers: original }, 'to'))
    .join(', ');
  return {
    feedbackType: value('feedback-type').trim().toLowerCase().slice(0, 40) || 'abuse',
    recipients: [...new Set(named.length > 0 ? named : addressesIn(fallback, 20))],
    originalMessageId:
      messageIdsIn(headerValue({ headers: original }, 'message-id') ?? value('original-message-id') ?? '')[0] ??
      messageIdsIn(value('message-id'))[0] ??
      null,
    sourceIp: /^[\da-f.:]{3,45}/i.exec(value('source-ip').trim())?.[0] ?? null,
  };
}

import { addressesIn } from '../mail/addresses-in-text.ts';
import { fieldGroupsIn } from '../mail/field-groups.ts';
import { headerValue, type MailFields } from '../mail/header-fields.ts';
import { messageIdsIn } from '../mail/message-ids.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import type { Evidence } from './evidence.ts';
import { contentTypeOf } from './report-type.ts';

/**
 * What a receipt says (RFC 8098 3.2.6): `displayed` (shown on somebody's screen), `deleted`
 * (unread), `dispatched`, `processed`, or `delivered` (a delivery confirmation, RFC 3464); from
 * whom, and about which mail (Message-ID with brackets).
 */
export type ReceiptReport = { disposition: string; recipient: string | null; originalMessageId: string | null };

const maxReportLength = 64_000;

/**
 * Subjects and texts of the receipts that old Exchange servers send without a
 * disposition-notification part.
 */
const readSubject =
  /^(?:read|not read|gelesen|ungelesen|lu|non lu|le[ií]do|no le[ií]do|letto|non letto|lido|n[ãa]o lido|gelezen|l[äa]st|return receipt|empfangsbest[äa]tigung)\s?(?::|\(|$)/i;
const readText = /\bwas (?:read|deleted without being read|displayed) on\b|\bwurde (?:am|ohne)\b[^\n]{0,80}\bgelesen\b/i;

/**
 * The evidence for a receipt. A mail that asks for one (Disposition-Notification-To) is not a
 * receipt.
 */
export function receiptEvidence(mail: ParsedMail, fields: MailFields): Evidence[] {
  const { type, reportType } = contentTypeOf(fields);
  const evidence: Evidence[] = [];
  if (type === 'multipart/report' && reportType === 'disposition-notification')
    evidence.push({ check: 'Content-Type', saw: `${type}; report-type=${reportType}`, weight: 3 });
  const part = mail.parts.find((each) => /^message\/(?:global-)?disposition-notification/i.test(each.contentType));
  if (part)
    evidence.push({
      check: 'part',
      saw: part.contentType,
      weight: 3,
    });
  if (readSubject.test(mail.subject)) {
    evidence.push({ check: 'subject', saw: mail.subject, weight: 1 });
    const text = mail.text.slice(0, 1000);
    // the words are alone in their line, with the header of the mail below: "Your message was read
    // to the board" is somebody's sentence
    if (/^\s{0,20}(?:your message|ihre nachricht)[ \t]{0,9}\n/i.test(text) && readText.test(text))
      evidence.push({ check: 'text', saw: text.trim(), weight: 2 });
  }
  return evidence;
}

/** Reads a receipt (RFC 8098 3.1); never throws. Pure. */
export function readReceipt(mail: ParsedMail): ReceiptReport {
  const part = mail.parts.find((each) => /^message\/(?:global-)?(?:disposition-notification|delivery-status)/i.test(each.contentType));
  const headers = part ? [...fieldGroupsIn(part.content.subarray(0, maxReportLength))].flat() : [];
  const value = (name: string) => headerValue({ headers }, name) ?? '';
  const type = /;\s{0,5}([a-z]{1,20})/i.exec(value('disposition'))?.[1]?.toLowerCase();
  const action = /^[a-z]{1,20}/i.exec(value('action'))?.[0]?.toLowerCase();
  return {
    disposition: type ?? (action ? 'delivered' : 'displayed'),
    recipient: addressesIn(value('original-recipient'), 1)[0] ?? addressesIn(value('final-recipient'), 1)[0] ?? mail.from?.address ?? null,
    originalMessageId: messageIdsIn(value('original-message-id'))[0] ?? mail.inReplyTo[0] ?? mail.references.at(-1) ?? null,
  };
}

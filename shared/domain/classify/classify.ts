import { fieldValue, type MailFields, mailFields } from '../mail/header-fields.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import type { MailKind } from '../trace/mail-kind.ts';
import { type Check, checkOf } from '../words/check.ts';
import { remark } from '../words/remark.ts';
import { type AwayNote, awayNote } from './auto-reply.ts';
import { bounceEvidence, enoughForBounce } from './bounce/bounce-evidence.ts';
import type { BounceReport } from './bounce/bounce-report.ts';
import { readBounce } from './bounce/read-bounce.ts';
import { type ComplaintReport, complaintEvidence, readComplaint } from './complaint.ts';
import { type ReceiptReport, readReceipt, receiptEvidence } from './disposition-notification.ts';
import { type Evidence, toCheck, weightOf } from './evidence.ts';
import { isFromMailingList, listEvidence } from './list.ts';
import { responderEvidence } from './responder-fields.ts';

/**
 * What a mail is, with the evidence: first what decided, then what pointed to another kind and was
 * outweighed. `bounce`, `complaint` and `receipt` are what the mail reports; each is null unless it
 * is the kind of the mail.
 */
export type Classification = {
  kind: MailKind;
  evidence: Check[];
  bounce: BounceReport | null;
  complaint: ComplaintReport | null;
  receipt: ReceiptReport | null;
};

/** People read the trace. */
const maxEvidence = 30;

type Rule = {
  kind: MailKind;
  evidence: (mail: ParsedMail, fields: MailFields, note: AwayNote | null) => Evidence[];
  holds: (evidence: Evidence[], fields: MailFields) => boolean;
};

/**
 * The precedence of contradicting evidence, in one place: the first rule that holds decides.
 *
 * 1. Reports on our own mail come first, complaints and receipts before bounces: all three are
 *    multipart/report with a null return path, and the report part says which one it is. They also
 *    win against list fields, which a report has if it came back through a list.
 * 2. A field that proves an automatic reply wins against `Precedence: bulk`, which autoresponders
 *    write as well, but not against List-Id: mail through a list becomes a ticket.
 * 3. A reply without such a field is automatic by its null return path, by its subject and text if
 *    the way it was sent supports them, or by its program's sentence about this mail. Subject and
 *    text alone are not enough: people write about such replies.
 * 4. Lists and automated notices: any evidence is enough, because all it costs is the confirmation.
 *    What may be an automatic reply is treated in the same way: losing a request is worse than an
 *    unnecessary ticket, and no machine is answered.
 * 5. Everything else was written by a person. `X-Auto-Response-Suppress` is no evidence: it asks
 *    others not to answer automatically.
 */
const precedence: readonly Rule[] = [
  { kind: 'complaint', evidence: complaintEvidence, holds: (evidence) => weightOf(evidence) >= 3 },
  { kind: 'receipt', evidence: receiptEvidence, holds: (evidence) => weightOf(evidence) >= 3 },
  { kind: 'bounce', evidence: bounceEvidence, holds: (evidence) => weightOf(evidence) >= enoughForBounce },
  {
    kind: 'auto-reply',
    evidence: (_mail, fields) => responderEvidence(fields),
    holds: (evidence, fields) => evidence.length > 0 && !isFromMailingList(fields),
  },
  {
    kind: 'auto-reply',
    evidence: (_mail, _fields, note) => (note?.isCertain ? note.evidence : []),
    holds: (evidence, fields) => evidence.length > 0 && !isFromMailingList(fields),
  },
  { kind: 'list', evidence: listEvidence, holds: (evidence) => evidence.length > 0 },
  {
    kind: 'list',
    evidence: (_mail, _fields, note) => (note?.isCertain === false ? [onlyWords, ...note.evidence] : []),
    holds: (evidence) => evidence.length > 0,
  },
];

const onlyWords: Evidence = { check: 'automatic-by-words', saw: '', weight: 1 };

/**
 * Says what a mail is (RFC 3834, 3464, 5965, 8098, 2369, 2919), with every check that decided or
 * contradicts. Never throws. Pure.
 */
export function classify(mail: ParsedMail): Classification {
  const fields = mailFields(mail);
  const note = awayNote(mail, fields);
  const weighed = precedence.map((rule) => ({ rule, evidence: rule.evidence(mail, fields, note) }));
  const decisive = weighed.find(({ rule, evidence }) => rule.holds(evidence, fields));
  const found = decisive?.rule.kind ?? 'person';
  const bounce = found === 'bounce' ? readBounce(mail) : null;
  const kind = bounce && isDelivered(bounce) ? 'receipt' : found;
  return {
    kind,
    evidence: evidenceOf(weighed, decisive, kind, fields),
    bounce: kind === 'bounce' ? bounce : null,
    complaint: kind === 'complaint' ? readComplaint(mail) : null,
    receipt: kind === 'receipt' ? readReceipt(mail) : null,
  };
}

/**
 * A delivery status notification that only reports success (RFC 3464 2.3.3) is a confirmation and
 * returns nothing.
 */
const isDelivered = ({ recipients }: BounceReport): boolean =>
  recipients.length > 0 && recipients.every(({ action }) => action !== 'failed' && action !== 'delayed');

type Weighed = { rule: Rule; evidence: Evidence[] };

/** What decided comes first; evidence for another kind follows, and why it did not count. */
function evidenceOf(weighed: readonly Weighed[], decisive: Weighed | undefined, kind: MailKind, fields: MailFields): Check[] {
  const decided = decisive?.evidence.map((one) => toCheck(one, remark(kind))) ?? [];
  const others = weighed.filter((each) => each !== decisive && each.rule.kind !== decisive?.rule.kind);
  const outweighed = others.flatMap(({ rule, evidence }) =>
    evidence.map((one) => toCheck(one, remark(decisive ? 'outweighed' : 'not-enough', { kind: rule.kind }))),
  );
  const suppress = fieldValue(fields, 'x-auto-response-suppress');
  const noEvidence = suppress ? [toCheck({ check: 'X-Auto-Response-Suppress', saw: suppress }, remark('no-evidence-suppress'))] : [];
  const all = [...decided, ...outweighed, ...noEvidence];
  return all.length > 0 ? all.slice(0, maxEvidence) : [checkOf('kind', '', remark('no-sign-of-a-program'))];
}

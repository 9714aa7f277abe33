import { fieldValue, type MailFields, mailFields } from '../mail/header-fields.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import type { Check } from '../trace/check.ts';
import type { MailKind } from '../trace/mail-kind.ts';
import { type AwayNote, awayNote } from './auto-reply.ts';
import type { BounceReport } from './bounce/bounce-report.ts';
import { bounceSigns, enoughForBounce } from './bounce/bounce-signs.ts';
import { readBounce } from './bounce/read-bounce.ts';
import { type ComplaintReport, complaintSigns, readComplaint } from './complaint.ts';
import { type ReceiptReport, readReceipt, receiptSigns } from './disposition-notification.ts';
import { type Evidence, toCheck, weightOf } from './evidence.ts';
import { isFromMailingList, listSigns } from './list.ts';
import { responderEvidence } from './responder-fields.ts';

/**
 * The verdict on a mail, with the evidence: first what decided, then what spoke for something else
 * and was outweighed. `bounce`, `complaint` and `receipt` are what the mail reports; each is there
 * when the kind is that one, else null.
 */
export type Classification = {
  kind: MailKind;
  evidence: Check[];
  bounce: BounceReport | null;
  complaint: ComplaintReport | null;
  receipt: ReceiptReport | null;
};

/** A trace is read by people. */
const maxEvidence = 30;

type Rule = {
  kind: MailKind;
  signs: (mail: ParsedMail, fields: MailFields, note: AwayNote | null) => Evidence[];
  holds: (signs: Evidence[], fields: MailFields) => boolean;
};

/**
 * The precedence between contradicting signs, in one place: the first rule that holds decides.
 *
 * 1. Reports on our own mail come first, complaints and receipts before bounces: all three are
 *    multipart/report with an empty return path, and
 *    their own part says which they are. They also win against list fields, which a report keeps
 *    that came back through a list.
 * 2. A field that proves an automatic answer wins against `Precedence: bulk`, which autoresponders
 *    write too, but not against List-Id: what a list
 *    passes on makes a ticket.
 * 3. An answer without such a field is automatic by its null return path, or by its subject and
 *    text when how it came backs them, or by its
 *    program's sentence about this very mail. Subject and text alone do not do: people write about
 *    such answers.
 * 4. Lists and automated notices: any sign is enough, because all it costs is the confirmation.
 *    What may be an automatic answer goes the same
 *    way: losing a request costs more than a ticket too many, and no machine is answered.
 * 5. Everything else was written by a person. `X-Auto-Response-Suppress` is no evidence: it asks
 *    others not to answer automatically.
 */
const precedence: readonly Rule[] = [
  { kind: 'complaint', signs: complaintSigns, holds: (signs) => weightOf(signs) >= 3 },
  { kind: 'receipt', signs: receiptSigns, holds: (signs) => weightOf(signs) >= 3 },
  { kind: 'bounce', signs: bounceSigns, holds: (signs) => weightOf(signs) >= enoughForBounce },
  {
    kind: 'auto-reply',
    signs: (_mail, fields) => responderEvidence(fields),
    holds: (signs, fields) => signs.length > 0 && !isFromMailingList(fields),
  },
  {
    kind: 'auto-reply',
    signs: (_mail, _fields, note) => (note?.isCertain ? note.signs : []),
    holds: (signs, fields) => signs.length > 0 && !isFromMailingList(fields),
  },
  { kind: 'list', signs: listSigns, holds: (signs) => signs.length > 0 },
  {
    kind: 'list',
    signs: (_mail, _fields, note) => (note?.isCertain === false ? [onlyWords, ...note.signs] : []),
    holds: (signs) => signs.length > 0,
  },
];

const onlyWords: Evidence = { check: 'automatic reply', saw: 'only its words say so: it gets a ticket, but no confirmation', weight: 1 };

/**
 * Says what a mail is (RFC 3834, 3464, 5965, 8098, 2369, 2919), with every check that decided or
 * contradicted. Never throws. Pure.
 */
export function classify(mail: ParsedMail): Classification {
  const fields = mailFields(mail);
  const note = awayNote(mail, fields);
  const weighed = precedence.map((rule) => ({ rule, signs: rule.signs(mail, fields, note) }));
  const decisive = weighed.find(({ rule, signs }) => rule.holds(signs, fields));
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
 * A delivery status notification that tells of success alone (RFC 3464 2.3.3) confirms, it returns
 * nothing.
 */
const isDelivered = ({ recipients }: BounceReport): boolean =>
  recipients.length > 0 && recipients.every(({ action }) => action !== 'failed' && action !== 'delayed');

type Weighed = { rule: Rule; signs: Evidence[] };

/** What decided comes first; what spoke for another kind follows with what became of it. */
function evidenceOf(weighed: readonly Weighed[], decisive: Weighed | undefined, kind: MailKind, fields: MailFields): Check[] {
  const decided = decisive?.signs.map((sign) => toCheck(sign, kind)) ?? [];
  const others = weighed.filter((each) => each !== decisive && each.rule.kind !== decisive?.rule.kind);
  const outweighed = others.flatMap(({ rule, signs }) =>
    signs.map((sign) => toCheck(sign, decisive ? `${rule.kind}, outweighed` : `${rule.kind}, not enough`)),
  );
  const suppress = fieldValue(fields, 'x-auto-response-suppress');
  const noSign = suppress
    ? [toCheck({ check: 'X-Auto-Response-Suppress', saw: suppress }, 'no evidence: it asks others not to answer automatically')]
    : [];
  const all = [...decided, ...outweighed, ...noSign];
  return all.length > 0 ? all.slice(0, maxEvidence) : [toCheck({ check: 'kind', saw: 'no sign of a program' }, 'person')];
}

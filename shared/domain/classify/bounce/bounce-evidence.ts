import { fieldValue, hasNullReturnPath, keyword, type MailFields, structuredValues } from '../../mail/header-fields.ts';
import type { ParsedMail } from '../../mail/parsed-mail.ts';
import { isForward, subjectPrefix } from '../../mail/subject-prefixes.ts';
import { toPhraseForm } from '../../text/phrase-form.ts';
import { type Evidence, weightOf } from '../evidence.ts';
import { isFromMailingList } from '../list.ts';
import { isDaemonAddress, isUnattendedAddress } from '../no-reply-address.ts';
import { contentTypeOf } from '../report-type.ts';
import { isWrittenByHand } from '../written-by-hand.ts';
import { announcements } from './phrases/announcements.ts';
import { bounceSubjects } from './phrases/bounce-subjects.ts';
import { reportShapes } from './phrases/report-shapes.ts';

/**
 * The weight of evidence that makes a bounce. Nothing that people write reaches it without evidence
 * of a machine.
 */
export const enoughForBounce = 4;

/**
 * A report says in its first lines what it is; the rest is not read. Without clear evidence of a
 * machine it must say so at once (`firstLines`).
 */
const linesLookedAt = 40;
const firstLines = 8;

/**
 * Display names of mail systems: the whole name, or followed by a host. "Mail Server Monitor" and
 * "The Post Office Cafe" are something else.
 */
const systemName =
  /^"?(?:(?:internet )?(?:mail|e-?mail|message|post|smtp)[ -]?(?:deliver[iy]?(?: (?:sub)?system| service| agent)?|transport(?: agent)?|transfer(?: agent)?|administrator|system|server|gateway|daemon|router|er[ -]daemon)|system administrator|mailer[- ]daemon|post ?master|the post office|postoffice|microsoft (?:outlook|exchange)|mmsc|mdaemon|delivery (?:sub)?system)"?(?=\s*(?:$|[<(@,:]|(?:at|on|of|von|de|-) ))/i;
/** Names of the people who run a mail system, and of the programs that they write with. */
const personalName = /administrator|outlook/i;
/**
 * Local parts of mailboxes that programs and people share: evidence of a machine only together with
 * other evidence. Microsoft 365 reports from "MicrosoftExchange" and a number; `mail@`, `system@`
 * and the like are addresses of small companies.
 */
const systemAddress =
  /^(?:post[-_.]?(?:master|office)\\?|poostmaster|smtp|imss|microsoftexchange[\da-f]{16,64}|.{0,40}smtp.{0,40}|.{0,40}anti-?virus.{0,60}|bounces?)(?:[-_.+].{0,60})?@/;
/** Sendmail's comments (RFC 3834 5 allows them). */
const failureComment = /^(?:failure|warning|postmaster-warning|return|delivery)/;
/**
 * The beginning of a quoted or forwarded mail in a text: the first field of its header, in the
 * languages of mail programs.
 */
const quotedHeader =
  /^\*?(?:from|von|de|da|van|fran|fra|lahettaja|od|nadawca|felado|kimden|от|від|απο|差出人|发件人|寄件者|보낸 사람|sent|gesendet|envoye|enviado)\*? ?[:：] ?\S|^-{2,20} ?(?:original message|forwarded message|urspr|message (?:d'origine|transfere)|weitergeleitete)|^begin forwarded message|^on .{5,120} wrote:$|^am .{5,120} schrieb/;

/**
 * The evidence for a bounce. There must be evidence of a machine: a report in the form of RFC 6522,
 * a mail system as the sender, a null return path, or a field that only mail systems write. Words
 * alone are never enough: people quote, forward and paste bounces when they ask about them.
 */
export function bounceEvidence(mail: ParsedMail, fields: MailFields): Evidence[] {
  const machine = machineEvidence(mail, fields);
  // lists and monitors write Precedence as well, so alone it says nothing
  if (machine.every(({ check }) => check === 'Precedence')) return [];
  const isCertain = machine.some(({ check, weight }) => check === 'Return-Path' || weight >= 3);
  // people and lists may have this evidence as well: then it counts only if nothing shows that a
  // person wrote the mail, quoting a bounce to ask about it
  if (!isCertain && (isByHand(mail, fields, machine) || isWrittenByHand(fields, openingLines(mail.text, linesLookedAt)))) return [];
  return [...machine, ...wordEvidence(mail, weightOf(machine) === 1)];
}

/**
 * A reply, or mail through a list, from somebody with a personal name: "Pat <postmaster@…>" is one
 * of the people who read that mailbox. If the desk's address is a group, it adds list fields to
 * every mail; they don't count against a report that returns a mail from a mail system's mailbox.
 */
function isByHand(mail: ParsedMail, fields: MailFields, machine: readonly Evidence[]): boolean {
  const name = mail.from?.name?.trim() ?? '';
  const isFromSystem = machine.some(({ check }) => check === 'From');
  if (isFromSystem && (name === '' || name.includes('@') || systemName.test(name))) return false;
  return subjectPrefix(mail.subject) !== null || (isFromMailingList(fields) && !(isFromSystem && isReturn(mail)));
}

/** The subject and the opening words of a mail system, and a returned mail. */
const isReturn = (mail: ParsedMail): boolean =>
  mail.parts.some(({ contentType }) => /^(?:message\/rfc822|text\/rfc822-?headers)/i.test(contentType)) &&
  weightOf(wordEvidence(mail, true)) >= 3;

function machineEvidence(mail: ParsedMail, fields: MailFields): Evidence[] {
  const evidence: Evidence[] = [];
  const add = (check: string, saw: string, weight: number) => evidence.push({ check, saw, weight });
  const { type, reportType } = contentTypeOf(fields);
  if (type === 'multipart/report' && reportType === 'delivery-status')
    add('Content-Type', `${type}; report-type=${reportType}`, enoughForBounce);
  if (type === 'message/delivery-status') add('Content-Type', type, enoughForBounce);
  const part = mail.parts.find((each) => /^message\/(?:global-)?delivery-status/i.test(each.contentType));
  if (part) add('part', part.contentType, type === 'multipart/report' ? enoughForBounce : 2);
  const failed = fieldValue(fields, 'x-failed-recipients');
  if (failed) add('X-Failed-Recipients', failed, 3);
  senderEvidence(mail, fields, add);
  const returnPath = keyword(fields, 'return-path');
  if (hasNullReturnPath(fields)) add('Return-Path', '<>', 1);
  else if (returnPath && isDaemonAddress(returnPath.replace(/^<|>$/g, ''))) add('Return-Path', returnPath, 2);
  const submitted = structuredValues(fields, 'auto-submitted').find(
    ({ value, comments }) => /^auto-(?:generated|replied)\b/.test(value) && failureComment.test(comments),
  );
  if (submitted) add('Auto-Submitted', `${submitted.value} (${submitted.comments})`, 3);
  const precedence = keyword(fields, 'precedence');
  if (/^(?:bulk|junk)/.test(precedence)) add('Precedence', precedence, 1);
  return evidence;
}

function senderEvidence(mail: ParsedMail, fields: MailFields, add: (check: string, saw: string, weight: number) => void): void {
  const from = fieldValue(fields, 'from');
  const address = mail.from?.address ?? '';
  const name = mail.from?.name ?? from;
  const isEmpty = /<\s{0,3}>\s{0,3}$/.test(from);
  if (isDaemonAddress(address) || /^"?mailer-daemon"?$/i.test(from)) add('From', from || address, enoughForBounce);
  else if (isEmpty) add('From', from, /^<|^"?mailer-?daemon/i.test(from) || systemName.test(name.trim()) ? enoughForBounce : 2);
  else if (systemName.test(name.trim()) && (!personalName.test(name) || systemAddress.test(address))) add('From', from, 2);
  else if (systemAddress.test(address)) add('From', from, 1);
  else if (isUnattendedAddress(address)) add('From', from, 1);
}

/**
 * Words count only at the beginning of the mail: not in quotations, and not after the header of a
 * quoted or forwarded mail.
 */
function wordEvidence(mail: ParsedMail, isWeakMachine: boolean): Evidence[] {
  const evidence: Evidence[] = [];
  const subject = toPhraseForm(mail.subject.slice(0, 300));
  if (isForward(subject)) return evidence;
  if (subjects.test(subject)) evidence.push({ check: 'subject', saw: mail.subject, weight: 1 });
  const lines = openingLines(mail.text, isWeakMachine ? firstLines : linesLookedAt);
  const shape = shapes.find(({ line }) => lines.some((each) => line.test(each)));
  if (shape) evidence.push({ check: 'words-of-program', saw: shape.program, weight: 2 });
  const announcement = shape ? undefined : lines.find((line) => announces.test(line));
  if (announcement) evidence.push({ check: 'text', saw: announcement, weight: 1 });
  const reply = lines.find((line) => smtpReply.test(line));
  if (reply) evidence.push({ check: 'text', saw: reply, weight: 1 });
  return evidence;
}

/**
 * The first lines of a text that are not empty, without the marks before them, up to a quoted
 * header or a quotation.
 */
function openingLines(text: string, max: number): string[] {
  const opening: string[] = [];
  for (const raw of text.slice(0, 8000).split('\n')) {
    const line = toPhraseForm(raw.slice(0, 300)).trim();
    if (opening.length >= max || quotedHeader.test(line)) break;
    if (line && !line.startsWith('>')) opening.push(line.replace(/^[\s*#|=_-]{1,40}/, ''));
  }
  return opening;
}

const subjects = new RegExp(`^[*\\s]{0,4}(?:${bounceSubjects.map(toPhraseForm).join('|')})`);
const announces = new RegExp(announcements.map(toPhraseForm).join('|'));
const shapes = reportShapes.map(({ program, lines }) => ({ program, line: new RegExp(`^(?:${lines.map(toPhraseForm).join('|')})`) }));
const smtpReply =
  /\b[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3}|<|[a-z- ]{0,3}requested)|\b[45]\.\d\.\d{1,3} |\(#[45]\.\d\.\d{1,3}|^(?:<<< ?)?5\d\d[ -]\S/;

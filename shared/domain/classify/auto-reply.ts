import { fieldValue, hasNullReturnPath, keyword, type MailFields } from '../mail/header-fields.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import { prefixLength, subjectPrefix } from '../mail/subject-prefixes.ts';
import { answeredTopic } from '../mail/thread-index.ts';
import { toPhraseForm } from '../text/phrase-form.ts';
import { automaticText, mayTellOfProgram } from './automatic-text.ts';
import type { Evidence } from './evidence.ts';
import { isFromListOrNotifier } from './list.ts';
import { isProgramAddress } from './no-reply-address.ts';
import { absenceWords, automaticReplyWords } from './out-of-office-phrases.ts';
import { namesClientProgram } from './written-by-hand.ts';

/**
 * `isCertain`: it is an automatic reply. If not, it may be one: it becomes a ticket, but without a
 * confirmation, which might go to a machine.
 */
export type AwayNote = { isCertain: boolean; evidence: Evidence[] };

/**
 * How a mail was sent, in ways that people's mail programs don't use, and whether it is a reply.
 */
type Way = {
  hasNullPath: boolean;
  isBulk: boolean;
  isGenerated: boolean;
  isByRule: boolean;
  isAnswer: boolean;
  /** The topic that it replies to, by Exchange's own fields. */
  topic: string | null;
  evidence: Evidence[];
  answers: Evidence[];
};

/**
 * Recognises an absence note or another automatic reply whose program does not say so in a field of
 * its own; null without any evidence. Subject and text alone are never certain, since people write
 * about such replies and about their absence. It also takes the way that the mail was sent (return
 * path, Precedence, what it replies to), or a sentence of the program about this mail.
 */
export function awayNote(mail: ParsedMail, fields: MailFields): AwayNote | null {
  const subject = toPhraseForm(mail.subject.slice(0, 300)).trim();
  const way = wayOf(mail, fields);
  // an inbox rule also forwards with a null return path, but somebody wrote what it forwards
  if (way.evidence.length > 0 && subjectPrefix(mail.subject) === 'forward') return null;
  const bySubject = subjectEvidence(subject, mail.subject, way.topic);
  const note = byAnswer(subject, way) ?? byNullPath(mail, fields, subject, way) ?? byWords(mail, fields, subject, way, bySubject);
  return note && { ...note, evidence: [...(bySubject ? [bySubject] : []), ...note.evidence, ...way.evidence, ...way.answers] };
}

/**
 * A reply with the null return path is automatic, whatever it says (RFC 3834 3.3, 5321 4.5.5); so
 * are Exchange's absence notes in any language (what its rules forward has the prefix of a
 * forward).
 */
function byAnswer(subject: string, { isAnswer, hasNullPath, isGenerated, isByRule }: Way): AwayNote | null {
  const isExchange = isGenerated && isByRule && !answersOrForwards(subject);
  return isAnswer && (hasNullPath || isExchange) ? { isCertain: true, evidence: [] } : null;
}

/**
 * Only notices and automatic replies have the null return path (RFC 3834 3.3, RFC 5321 4.5.5):
 * lists and mailings need theirs for their bounces. From an address like a person's, without
 * evidence of a list or a notice, it is an automatic reply, whatever it says.
 */
function byNullPath(mail: ParsedMail, fields: MailFields, subject: string, { hasNullPath }: Way): AwayNote | null {
  if (!hasNullPath || !mail.from || isProgramAddress(mail.from.address)) return null;
  if (isFromListOrNotifier(mail, fields) || namesClientProgram(fields) || isFromFormOrDevice(mail, fields)) return null;
  const text = automaticText(mail.text, subject);
  const tellsOfSomething = text.isAutomatic() && text.answersYou() === null && text.receipt() === null;
  if (tellsOfSomething || (text.asks() && text.absence() === null)) return null;
  return { isCertain: true, evidence: wordEvidence(text.answersYou() ?? text.absence()) };
}

/**
 * A web form or a device writes in somebody's name. Unlike an automatic reply, its mail has fields
 * that were filled in, or a file.
 */
const isFromFormOrDevice = (mail: ParsedMail, fields: MailFields): boolean =>
  formFields.some((name) => fields.has(name)) ||
  formPrograms.test(fieldValue(fields, 'x-mailer')) ||
  mail.parts.some(({ disposition, contentType }) => disposition === 'attachment' && !/signature|vcard|^image\//i.test(contentType)) ||
  filledIn.test(mail.text.slice(0, maxFormText));

const formFields = ['x-php-originating-script', 'x-php-script', 'x-php-filename', 'x-wpcf7-content-type', 'x-form-id'] as const;
const formPrograms = /^(?:php|wordpress|wpforms|drupal|joomla|typo3|contact form|form ?mail|cgi)/i;
const maxFormText = 1000;
/** Two lines with a label each at the beginning: "Name: Bob", "Phone: 555 0100". */
const filledIn = /^\s{0,200}\p{L}[\p{L} _-]{1,30}[:：][^\n]{0,300}\n\s{0,20}\p{L}[\p{L} _-]{1,30}[:：]/u;

function byWords(mail: ParsedMail, fields: MailFields, subject: string, way: Way, bySubject: Evidence | null): AwayNote | null {
  const isMarked = way.evidence.length > 0;
  if (!isMarked && !bySubject && !mayTellOfProgram(mail.text, subject)) return null;
  const text = automaticText(mail.text, subject);
  const answersYou = text.answersYou();
  if (bySubject && answersYou) return { isCertain: true, evidence: wordEvidence(answersYou) };
  const mayBe = answersYou ?? text.receipt() ?? (bySubject && text.opening());
  if ((!mayBe && !bySubject && !isMarked) || text.asks()) return null;
  const absence = text.absence();
  // by itself no evidence (it asks other programs not to answer), but it supports the subject of an
  // absence note whose text says the same
  const silence = /\ball\b/.test(keyword(fields, 'x-auto-response-suppress'))
    ? [evidenceOf('X-Auto-Response-Suppress', fieldValue(fields, 'x-auto-response-suppress'))]
    : [];
  const isAutomatic =
    bySubject?.weight === 2
      ? isMarked || (absence && (way.isAnswer || silence.length > 0))
      : absence && (bySubject ? isMarked || silence.length > 0 : isNoteByWay(absence, way));
  if (isAutomatic) return { isCertain: true, evidence: [...wordEvidence(absence), ...(absence ? silence : [])] };
  return mayBe && !isMarked ? { isCertain: false, evidence: wordEvidence(mayBe) } : null;
}

/**
 * The words of an absence note under any subject; "automatic" in an alarm is not enough. Helpdesks
 * mark what their people write as generated.
 */
const isNoteByWay = (absence: string, { hasNullPath, isBulk, isAnswer, isGenerated }: Way): boolean =>
  (hasNullPath && !/automat/.test(absence)) || (isBulk && isAnswer && !isGenerated);

const wordEvidence = (words: string | null): Evidence[] => (words === null ? [] : [evidenceOf('text', words)]);

function wayOf(mail: ParsedMail, fields: MailFields): Way {
  const hasNullPath = hasNullReturnPath(fields);
  const isBulk = /^(?:bulk|junk)/.test(keyword(fields, 'precedence'));
  const isGenerated = /^auto-generated/.test(keyword(fields, 'auto-submitted'));
  const isByRule = fields.has('x-ms-exchange-inbox-rules-loop');
  const topic = answeredTopic(fields);
  const answered = mail.inReplyTo[0] ?? mail.references.at(-1);
  return {
    ...{ hasNullPath, isBulk, isGenerated, isByRule, topic },
    isAnswer: answered !== undefined || topic !== null,
    evidence: [
      ...(hasNullPath ? [evidenceOf('Return-Path', '<>')] : []),
      ...(isBulk ? [evidenceOf('Precedence', fieldValue(fields, 'precedence'))] : []),
      ...(isGenerated ? [evidenceOf('Auto-Submitted', 'auto-generated')] : []),
      ...(isByRule ? [evidenceOf('X-MS-Exchange-Inbox-Rules-Loop', fieldValue(fields, 'x-ms-exchange-inbox-rules-loop'))] : []),
    ],
    answers: answered !== undefined ? [evidenceOf('In-Reply-To', answered)] : topic !== null ? [evidenceOf('Thread-Index', topic)] : [],
  };
}

const automaticWords = automaticReplyWords.map(toPhraseForm).join('|');
/** "Automatic reply: …", "[Auto-Reply] …": only what programs write. */
const automaticSubject = new RegExp(`^[\\[({*]{0,2}(?:${automaticWords})(?: ?[:：]| ?[\\])}*]|$)`);
/**
 * With brackets or a colon further on: "Absence automatic reply: Printer". People write such
 * subjects as well.
 */
const laterSubject = new RegExp(`(?:^|[\\s([{*-])(?:${automaticWords})(?:(?: [^ :]{1,30}){0,3} ?[:：]| ?[\\])}*])`);
/** "Auto reply - …" */
const dashedSubject = new RegExp(`^[\\[(*]?(?:${automaticWords})[\\])*]? ?[-–]`);
/** "Out of office: Printer": the words, a colon, and the subject that is answered. */
const absenceSubject = new RegExp(`^[\\[(*]?(?:${absenceWords.map(toPhraseForm).join('|')}) ?[\\])*]? ?[:：] ?\\S`);
/** Somebody replies or forwards: the words are in the subject that they write about. */
const answersOrForwards = (subject: string): boolean => prefixLength(subject) > 0;

/**
 * Weight 2: programs write it like this; weight 1: people may as well. Not if somebody replies to
 * or forwards such a mail.
 */
function subjectEvidence(subject: string, saw: string, topic: string | null): Evidence | null {
  // AOL's; a reply to such a mail has the same subject
  if (/\((?:automatic|auto)[^()]{0,40}\)$/.test(subject)) return evidenceOf('subject', saw);
  if (answersOrForwards(subject)) return null;
  if (automaticSubject.test(subject)) return evidenceOf('subject', saw, 2);
  const isOther = laterSubject.test(subject) || absenceSubject.test(subject) || dashedSubject.test(subject);
  // the topic that is replied to follows it: nobody types that
  const isAnswered = isOther && topic !== null && topic !== '' && subject.endsWith(`: ${toPhraseForm(topic)}`);
  return isOther ? evidenceOf('subject', saw, isAnswered ? 2 : 1) : null;
}

const evidenceOf = (check: string, saw: string, weight = 1): Evidence => ({ check, saw, weight });

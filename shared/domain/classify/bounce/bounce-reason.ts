import { toPhraseForm } from '../../text/phrase-form.ts';
import type { BounceDetail, BounceReason } from './bounce-report.ts';
import { namingSender, type Parties } from './naming-sender.ts';
import { movedPhrases, unknownHostPhrases, unknownUserPhrases } from './phrases/address-phrases.ts';
import { blockedPhrases, blocklistNames, clientNamePhrases, sendingQuotaPhrases } from './phrases/blocked-phrases.ts';
import {
  expiredPhrases,
  fullPhrases,
  networkPhrases,
  suspendedPhrases,
  systemPhrases,
  temporaryLookupPhrases,
  tooLargePhrases,
} from './phrases/delivery-phrases.ts';
import { policyPhrases } from './phrases/policy-phrases.ts';
import type { ReasonPhrases } from './phrases/reason-phrase.ts';
import { senderPhrases } from './phrases/sender-phrases.ts';
import { meaningOfCode, meaningOfStatus } from './phrases/status-reasons.ts';
import { isSpecificStatus, type SmtpCommand, statusesIn } from './smtp-reply.ts';

/**
 * What is known about one recipient's failure: the other system's words, the best enhanced status
 * code, the reply code, the refused command, and the sender and recipient of the mail.
 */
export type Failure = Parties & { text: string; status: string | null; smtpCode: number | null; command: SmtpCommand | null };

/** `basis`: what the verdict is based on; with the reason `other` it is `none`. */
export type ReasonVerdict = { reason: BounceReason; detail: BounceDetail | null; hard: boolean; basis: 'words' | 'codes' | 'none' };

/** Real diagnostics have a few hundred characters; no more than this is read. */
const maxTextLength = 4000;

/**
 * Why a mail failed, and whether the address is dead. Words have precedence over codes: programs
 * write 5.1.1 or 5.0.0 for any reply (Sendmail turns every 550 into 5.1.1), while the words are the
 * other system's own. Codes decide if there are no words or they only say "rejected". 5.x alone is
 * never hard. Pure.
 */
export function reasonOf(failure: Failure): ReasonVerdict {
  const said = namingSender(failure.text.slice(0, maxTextLength), failure);
  const text = forMatching(said);
  const byWords = meaningInWords({ ...failure, text: said }, text);
  const byCodes = meaningInCodes({ ...failure, text: said }, text);
  const isBetter = byCodes && (!byWords || (byWords.isVague && isMoreExact(failure.status, byWords)));
  const { reason, detail } = (isBetter ? byCodes : byWords) ?? { reason: 'other' as const };
  const basis = isBetter ? 'codes' : byWords ? 'words' : 'none';
  const isTemporary = failure.status?.startsWith('4') || (failure.smtpCode !== null && failure.smtpCode < 500);
  const isDead = isDeadReason(reason);
  // the address was accepted before the content was refused, so it exists: some recipients' filters
  // answer like this (au/KDDI, docomo and others)
  const isFiltered =
    reason === 'user-unknown' &&
    ((failure.command === 'data' && !/recipient address rejected/.test(text)) || /\b55\d ?: ?user unknown/.test(text));
  return { reason, detail: isFiltered ? 'filtered' : (detail ?? null), hard: isDead && !isTemporary && !isFiltered, basis };
}

type Meaning = { reason: BounceReason; detail?: BounceDetail; isVague?: boolean };

function meaningInWords({ text: said, status, command }: Failure, text: string): Meaning | null {
  // Exchange Online's edge gives this answer for addresses that are not in its directory
  if (status === '5.4.1' && /\brecipient address rejected: access denied/.test(text)) return { reason: 'user-unknown' };
  if (command === 'mail') return firstMatch(text, [full, tooLarge, blocked, sender]) ?? { reason: 'policy', detail: 'sender-rejected' };
  const specific = firstMatch(text, specificOrder) ?? (blocklist.test(hostsOfLinks(said)) ? listed : null);
  if (specific) return specific.reason === 'suspended' && saysNoSuchUser(said) ? { reason: 'user-unknown' } : specific;
  const vague =
    firstMatch(text, [expired, network]) ??
    firstMatch(forMatching(said, true), [sender, unknownUser, blocked]) ??
    firstMatch(text, [refusals, system]);
  return vague ? { ...vague, isVague: true } : null;
}

/**
 * What the codes say. An address is dead only if something says so clearly. If the words are only a
 * URL, that page has the reason (programs put 5.1.x before any such page); and servers write 553
 * alone, "mailbox name not allowed" (RFC 5321 4.2.3), for refusals of any kind.
 */
function meaningInCodes({ status, smtpCode, text: said }: Failure, text: string): Meaning | null {
  const byStatus = status && isSpecificStatus(status) ? meaningOfStatus(status) : null;
  const meaning = byStatus ?? meaningOfCode[smtpCode ?? 0] ?? null;
  if (!meaning || !isDeadReason(meaning.reason)) return meaning;
  const hasWords = /\p{L}{3}/u.test(text.replace(/x@x|smtp;/g, ''));
  const isOnlyLink = !hasWords && hostsOfLinks(said) !== '';
  const isOnly553 = byStatus === null && smtpCode === 553 && hasWords;
  return isOnlyLink || isOnly553 ? { reason: 'policy' } : meaning;
}

/**
 * x.1.x to x.3.x are specific, "rejected" alone is not; and x.4.7 says that the time ran out,
 * whatever the last attempt failed with (RFC 3463 3.5).
 */
const isMoreExact = (status: string | null, { reason }: Meaning): boolean =>
  /^\d\.[123]\./.test(status ?? '') || (/^\d\.4\.7$/.test(status ?? '') && reason === 'network');

const isDeadReason = (reason: BounceReason): boolean => reason === 'user-unknown' || reason === 'host-unknown' || reason === 'has-moved';

/**
 * Whether a status code within the words says that there is no such user (an "inactive" address
 * with 5.1.1 will not come back).
 */
const saysNoSuchUser = (said: string): boolean => statusesIn(said).some((status) => status === '5.1.1');

type Matcher = { meaning: Meaning; expression: RegExp }[];

const matcher = (...tables: ReasonPhrases[]): Matcher =>
  tables.map(({ phrases, ...meaning }) => ({ meaning, expression: new RegExp(phrases.map((phrase) => toPhraseForm(phrase)).join('|')) }));

const firstMatch = (text: string, matchers: Matcher[]): Meaning | null =>
  matchers.flat().find(({ expression }) => expression.test(text))?.meaning ?? null;

/**
 * A text in the form of the phrases: one line, without the code before each further line of a reply
 * ("550-5.7.1 "), with shortened addresses and, by default, without URLs: both contain words that
 * mean nothing here.
 */
function forMatching(said: string, withLinks = false): string {
  const text = said.slice(0, maxTextLength).replace(/\s{1,400}[245]\d\d-(?:#?[245]\.\d{1,3}\.\d{1,3})?[ \t]{0,40}/g, ' ');
  const short = text.replace(/[^\s<>"'()@]{1,100}@[^\s<>"'()@,;:]{1,200}/g, 'x@x');
  return toPhraseForm((withLinks ? short : short.replace(/https?:\/\/[^\s<>"')]{1,500}/g, ' ')).replace(/\s{1,400}/g, ' '));
}

/** The hosts of the URLs in a text: often only its URL names a blocklist. */
const hostsOfLinks = (said: string): string =>
  Array.from(said.slice(0, maxTextLength).matchAll(/https?:\/\/([\w.-]{1,253})/gi), ([, host]) => host?.toLowerCase()).join(' ');

const blocklist = new RegExp(blocklistNames);
const listed: Meaning = { reason: 'blocked', detail: 'reputation' };
const sendingQuota = matcher(sendingQuotaPhrases);
const full = matcher(fullPhrases);
const tooLarge = matcher(tooLargePhrases);
const moved = matcher(movedPhrases);
const sender = matcher(...senderPhrases);
const clientName = matcher(clientNamePhrases);
const temporaryLookup = matcher(temporaryLookupPhrases);
const unknownHost = matcher(unknownHostPhrases);
const unknownUser = matcher(unknownUserPhrases);
const suspended = matcher(suspendedPhrases);
const blocked = matcher(...blockedPhrases);
const policy = matcher(...policyPhrases.filter(({ detail }) => detail));
const refusals = matcher(...policyPhrases.filter(({ detail }) => !detail));
const expired = matcher(expiredPhrases);
const network = matcher(networkPhrases);
const system = matcher(systemPhrases);

/**
 * The first table that matches decides: specific ones come before those that share words with
 * others.
 */
const specificOrder = [
  sendingQuota,
  full,
  tooLarge,
  moved,
  clientName,
  sender,
  temporaryLookup,
  unknownHost,
  suspended,
  unknownUser,
  blocked,
  policy,
];

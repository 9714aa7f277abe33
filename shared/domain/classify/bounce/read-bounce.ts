import { headerValue } from '../../mail/header-fields.ts';
import { messageIdsIn } from '../../mail/message-ids.ts';
import { formerMessageId } from '../../mail/own-id.ts';
import type { ParsedMail } from '../../mail/parsed-mail.ts';
import { addresseesOf, sendersOf } from './bounce-parties.ts';
import { type Failure, type ReasonVerdict, reasonOf } from './bounce-reason.ts';
import type { BouncedRecipient, BounceReport } from './bounce-report.ts';
import { parseDeliveryStatus } from './delivery-status.ts';
import { type FailedRecipient, failedRecipients } from './failed-recipients.ts';
import { saysDelayed } from './phrases/delay-phrases.ts';
import { originalHeaderOf, reportTextOf } from './report-text.ts';
import { innerReply, isSpecificStatus, smtpCodeIn, smtpCommandIn, statusesIn } from './smtp-reply.ts';

const maxDiagnosticLength = 1000;
/**
 * The length of the words about no particular recipient, which are read for recipients without
 * words of their own.
 */
const maxGeneralLength = 4000;

/**
 * Reads what a bounce reports: its recipients with status, SMTP code, reason and whether the
 * address is dead, and which mail it returns. Never throws; what it can't find is left out. Pure.
 */
export function readBounce(mail: ParsedMail): BounceReport {
  const { report, original } = reportTextOf(mail);
  const originalHeader = originalHeaderOf(mail, original);
  const failed = failedRecipients(mail, report, originalHeader);
  const general = report.slice(0, maxGeneralLength);
  const whole: Whole = {
    general,
    command: smtpCommandIn(general.toLowerCase()),
    isDelay: saysDelayed(mail.subject.slice(0, 300)) || saysDelayed(general),
    isOnlyOne: failed.length === 1,
    senders: [...new Set([...sendersOf(originalHeader), ...addresseesOf(mail)])],
  };
  return {
    recipients: failed.map((recipient) => judge(recipient, whole)),
    originalMessageId: originalMessageIdOf(mail, report, originalHeader),
  };
}

/**
 * What a report says in general. For a recipient with words of their own it counts only if they are
 * the only one.
 */
type Whole = { general: string; command: Failure['command']; isDelay: boolean; isOnlyOne: boolean; senders: string[] };

/** What is known about one recipient has precedence over what the report says in general. */
function judge(found: FailedRecipient, { general, command, isDelay, isOnlyOne, senders }: Whole): BouncedRecipient {
  const diagnostic = innerReply(found.diagnostic ?? '');
  const said = innerReply(found.said);
  const own = [diagnostic, said].filter((text) => text).join('\n') || general;
  const status = bestStatus(found.status, [diagnostic, own, isOnlyOne ? general : '']);
  const smtpCode = smtpCodeIn(diagnostic) ?? smtpCodeIn(own);
  const codes = { status, smtpCode, command: smtpCommandIn(own.toLowerCase()) ?? command, recipient: found.address, senders };
  const action = found.action ?? (isDelay ? 'delayed' : 'failed');
  const verdict = bestReason([diagnostic, givenReason(said), own, isOnlyOne ? general : ''], codes);
  // delivery is still being tried, and no words say why: it takes too long
  const isWaiting = action === 'delayed' && verdict.basis !== 'words' && (verdict.reason === 'other' || verdict.reason === 'network');
  return {
    address: found.address,
    action,
    status,
    smtpCode,
    reason: isWaiting ? 'expired' : verdict.reason,
    detail: verdict.detail,
    hard: verdict.hard && action === 'failed',
    diagnostic: oneLine(diagnostic || said).slice(0, maxDiagnosticLength) || null,
  };
}

/**
 * Sendmail repeats the other system's reply in brackets, followed by its own, coarser
 * interpretation.
 */
const givenReason = (said: string): string => /\(reason: ([^)]{3,1000})\)/.exec(said)?.[1] ?? '';

/** The reason in the words of the first text that gives one, else the reason in the codes. */
function bestReason(texts: readonly string[], codes: Omit<Failure, 'text'>): ReasonVerdict {
  let best: ReasonVerdict | null = null;
  for (const text of new Set(texts.filter((each) => each))) {
    const verdict = reasonOf({ ...codes, text });
    if (verdict.basis === 'words') return verdict;
    best ??= verdict;
  }
  return best ?? reasonOf({ ...codes, text: '' });
}

/**
 * The Status field, unless it is unspecific and a text has a better status: the other system's own
 * text first.
 */
function bestStatus(field: string | null, texts: readonly string[]): string | null {
  if (field && isSpecificStatus(field)) return field;
  const said = texts.map(statusesIn).find((statuses) => statuses.length > 0) ?? [];
  return said.find(isSpecificStatus) ?? field ?? said[0] ?? null;
}

/**
 * The returned mail's own, as it was before Exchange gave it another if it says so; else the one
 * that the report names, else the one that the bounce replies to.
 */
function originalMessageIdOf(mail: ParsedMail, report: string, originalHeader: ParsedMail['headers']): string | null {
  const [own] = messageIdsIn(headerValue({ headers: originalHeader }, 'message-id') ?? '');
  const former = formerMessageId({ headers: originalHeader });
  if (former ?? own) return former ?? own ?? null;
  const status = mail.parts.find((part) => /^message\/(?:global-)?delivery-status/i.test(part.contentType));
  const reported = status ? parseDeliveryStatus(status.content.subarray(0, maxGeneralLength)).originalMessageId : null;
  return reported ?? /message-?id ?: ?(<[^<>\s]{1,998}>)/i.exec(report)?.[1] ?? mail.inReplyTo[0] ?? mail.references.at(-1) ?? null;
}

const oneLine = (text: string): string => text.replace(/\s{1,1000}/g, ' ').trim();

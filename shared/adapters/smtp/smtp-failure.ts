import { reasonOf } from '../../domain/classify/bounce/bounce-reason.ts';
import { type SmtpCommand, statusesIn } from '../../domain/classify/bounce/smtp-reply.ts';
import { type Remark, remark } from '../../domain/words/remark.ts';
import type { SendResult } from '../../ports/mail-sender.ts';

/** A server's refusal: its reply code, its words on one line, and what it answered. */
export type SmtpReply = { code: number; said: string; command: SmtpCommand | 'sign-in' };

/**
 * What follows from a refusal. `refused`: another try would be refused too. `later`: it may pass,
 * or an admin can put it right; nothing was taken. `isBusy`: other mails fare no better.
 */
export type SmtpVerdict =
  | Extract<SendResult, { kind: 'refused' }>
  | { kind: 'later'; reason: Remark; retryAfterMs: number | null; isLoginRefused: boolean; isBusy: boolean };

type Row = { matches: RegExp; of?: SmtpReply['command'][]; becomes(reply: SmtpReply): SmtpVerdict };

const hour = 3_600_000;
const words = ({ code, said }: SmtpReply) => ({ said: `${code} ${said}` });
const later = (reason: Remark, retryAfterMs: number | null = null, { isLoginRefused = false, isBusy = false } = {}): SmtpVerdict => ({
  kind: 'later',
  reason,
  retryAfterMs,
  isLoginRefused,
  isBusy,
});

/**
 * By the words of a reply with its code in front; the first row that fits counts. The codes are
 * those of RFC 3463 and 4954, and what Exchange Online, Gmail and others make of them
 * (learn.microsoft.com: NDR error codes in Exchange Online; support.google.com/a/answer/3726730).
 */
const rows: readonly Row[] = [
  // from the end of 2026 on, unless an admin switches it on again
  {
    matches: /\b5\.7\.30\b|basic authentication is (?:not supported|disabled)/i,
    becomes: () => later(remark('smtp-no-passwords'), hour, { isLoginRefused: true }),
  },
  {
    matches: /\b5\.7\.139\b|SmtpClientAuthentication is disabled/i,
    becomes: (reply) => later(remark('smtp-sign-in-off', words(reply)), hour, { isLoginRefused: true }),
  },
  {
    matches: /\b5\.2\.252\b|\b5\.7\.60\b|SendAsDenied|not (?:allowed|owned).{0,40}(?:send as|by user)/i,
    becomes: (reply) => later(remark('smtp-send-as-denied', words(reply)), hour),
  },
  {
    matches: /^53[0458] |\b5\.7\.[089]\b|application-specific password required/i,
    of: ['sign-in'],
    becomes: (reply) => later(remark('smtp-login-refused', words(reply)), hour, { isLoginRefused: true }),
  },
  { matches: /./, of: ['sign-in'], becomes: (reply) => later(remark('smtp-later', words(reply))) },
  // our own limit, whatever code it comes with: no address is at fault
  {
    matches:
      /\b5\.1\.90\b|\b5\.2\.122\b|SubmissionQuotaExceeded|\b5\.4\.5\b.*(?:quota|limit)|daily (?:user )?sending (?:limit|quota)|sending rate exceeded|too many messages/i,
    becomes: (reply) => later(remark('smtp-quota', words(reply)), hour, { isBusy: true }),
  },
  {
    matches: /^552 (?!.*(?:full|quota))|\b5\.3\.4\b|\b5\.2\.3\b|message (?:size )?exceeds|too large/i,
    of: ['mail', 'data'],
    becomes: (reply) => ({ kind: 'refused', reason: remark('smtp-too-large', words(reply)) }),
  },
  { matches: /^4/, becomes: (reply) => later(remark('smtp-later', words(reply))) },
];

/** What a refusal comes to, by one table. `recipient`, `sender`: of the mail. Pure. */
export function verdictOf(reply: SmtpReply, { recipient, sender }: { recipient: string; sender: string }): SmtpVerdict {
  const text = `${reply.code} ${reply.said}`;
  const row = rows.find(({ matches, of }) => matches.test(text) && (!of || of.includes(reply.command)));
  if (row) return row.becomes(reply);
  const refused = { kind: 'refused' as const, reason: remark('smtp-refused', words(reply)) };
  if (reply.command === 'sign-in' || reply.command === 'mail') return refused;
  const failure = { text: reply.said, status: statusesIn(reply.said)[0] ?? null, smtpCode: reply.code, command: reply.command };
  const { hard } = reasonOf({ ...failure, recipient, senders: [sender] });
  return hard ? { kind: 'refused', reason: remark('smtp-no-such-address', words(reply)), isAddressDead: true } : refused;
}

import { mailIdFor, messageIdHash, partitionOfMail } from '../ids.ts';
import { parseHeaderOnly } from '../mail/parse-mail.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import { cut } from '../text/cut.ts';
import { describeFailure, type MailFailure } from '../trace/mail-failure.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import type { Outcome } from '../trace/outcome.ts';
import { checkOf } from '../words/check.ts';
import { type Remark, remark } from '../words/remark.ts';

/**
 * Nothing of these mails is kept here, so their traces end: after 90 days, as those of other mail
 * that made nothing do by default.
 */
const leftTraceSeconds = 90 * 86_400;

/** What is known of a mail that could not be ingested. */
type Known = {
  mailboxId: string;
  remoteId: string;
  receivedAt: Date;
  now: Date;
  mail: Pick<ParsedMail, 'rawSha256' | 'messageId' | 'messageIdMissing' | 'from' | 'subject' | 'size'> | null;
  rawBlob: string | null;
  archive?: boolean;
};

/** The trace of a mail that was deleted at its source before it could be read. Pure. */
export function goneTrace(known: Omit<Known, 'mail' | 'rawBlob'>): MailTrace {
  return {
    ...bareTrace({ ...known, mail: null, rawBlob: null }, 'suppressed', remark('gone-from-mailbox')),
    ttl: leftTraceSeconds,
  };
}

/**
 * A mail that was left at its source: how large it is, why it was left, and its first bytes, where
 * they could be had.
 */
type SetAside = Omit<Known, 'mail' | 'rawBlob'> & {
  size: number;
  limit: number;
  why: 'too-large' | 'unreadable';
  head: Uint8Array | null;
};

/**
 * The trace of a mail that its mailbox can't hand over, or that is larger than may be read: it
 * stays where it is, and is named. Pure.
 */
export function setAsideTrace({ size, limit, why, head, ...known }: SetAside): MailTrace {
  const reason = why === 'too-large' ? remark('too-large', { size, limit }) : remark('not-handed-over');
  const mail = head && parseHeaderOnly(head);
  const trace = bareTrace({ ...known, mail, rawBlob: null }, 'quarantined', reason);
  // its bytes are not known, so its id is made without them: the same for each read
  const mailId = mailIdFor(known.mailboxId, known.remoteId, '');
  return { ...trace, ttl: leftTraceSeconds, size, mailId, id: `mail-${mailId}`, ticketId: partitionOfMail(mailId) };
}

/**
 * The trace of a mail that failed: the queue still has it (`processing`), or has used up its tries
 * (`failed`). Pure.
 */
export const failureTrace = (known: Known, failure: MailFailure): MailTrace => ({
  ...bareTrace(known, failure.rounds === 0 ? 'processing' : 'failed', describeFailure(failure)),
  failure,
});

function bareTrace({ mailboxId, remoteId, receivedAt, now, mail, rawBlob, archive }: Known, outcome: Outcome, reason: Remark): MailTrace {
  const mailId = mailIdFor(mailboxId, remoteId, mail?.rawSha256 ?? '');
  return {
    id: `mail-${mailId}`,
    type: 'mail',
    schemaVersion: 1,
    ticketId: partitionOfMail(mailId),
    mailId,
    mailboxId,
    remoteId,
    messageId: mail && !mail.messageIdMissing ? mail.messageId : null,
    messageIdHash: mail ? messageIdHash(mail.messageId) : null,
    from: mail?.from ?? null,
    subject: cut(mail?.subject ?? '', 1000),
    size: mail?.size ?? 0,
    receivedAt: receivedAt.toISOString(),
    processedAt: now.toISOString(),
    outcome,
    reason,
    ticketNumber: null,
    kind: null,
    checks: [checkOf('intake', remoteId.slice(0, 200), reason)],
    rawBlob,
    ...(archive ? { archive: true } : {}),
  };
}

import { isOwn } from '../contacts/own-addresses.ts';
import { formerMessageId } from '../mail/own-id.ts';
import { blockedBy } from '../settings/block-list.ts';
import { type SignedId, type SigningKeys, verifyMessageId, withoutSignature } from '../thread/signed-ids.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import type { Outcome } from '../trace/outcome.ts';
import { type Check, checkOf } from '../words/check.ts';
import { type Remark, remark } from '../words/remark.ts';
import type { MailFacts } from './ingest-facts.ts';
import { traceOf } from './ingest-items.ts';
import { partiesOf, senderOf } from './people-of.ts';

type Refusal = { outcome: Outcome; reason: Remark; check: Check; blockedBy?: string; renamed?: Renamed };

/** A mail of ours that came back under another Message-ID: of which notification it is. */
export type Renamed = { of: SignedId; messageId: string };

/**
 * What is known of a mail that is not looked at further (blocked, our own): its trace, the entry of
 * the block list that was hit, the Message-ID that a mail of ours got. Null when it goes on. Pure.
 */
export function planRefusal(
  facts: MailFacts,
  keys: SigningKeys,
): { trace: MailTrace; blockedBy: string | null; renamed: Renamed | null } | null {
  const refusal = ownMail(facts, keys) ?? blockedSender(facts);
  if (!refusal) return null;
  const checks = [...facts.classification.evidence, refusal.check];
  const trace = traceOf(facts, { ticketId: null, outcome: refusal.outcome, reason: refusal.reason, checks });
  return { trace, blockedBy: refusal.blockedBy ?? null, renamed: refusal.renamed ?? null };
}

/**
 * What we sent ourselves comes back through forwards and lists, with its marks taken off on the
 * way: our signed Message-ID stays, or what it was before Exchange gave the mail another, and it
 * answers to ourselves. A mail from our address in which
 * somebody else asks is a form's.
 */
function ownMail({ mail, ownAddresses, sender, asker, trust }: MailFacts, keys: SigningKeys): Refusal | null {
  if (verifyMessageId(mail.messageId, keys)) {
    return {
      outcome: 'suppressed',
      reason: remark('own-message-id'),
      check: checkOf('own-mail', withoutSignature(mail.messageId), remark('signed-by-us')),
    };
  }
  const { address } = senderOf({ mail, sender });
  if (asker === null && address !== '' && isOwn(address, ownAddresses)) {
    const former = formerMessageId(mail);
    const of = former === null ? null : verifyMessageId(former, keys);
    if (former !== null && of) {
      return {
        outcome: 'suppressed',
        reason: remark('own-message-id'),
        check: checkOf('own-mail', withoutSignature(former), remark('signed-by-us')),
        // a stranger may have our mail, and write what they like
        ...(trust.sender === 'not-vouched-for' ? {} : { renamed: { of, messageId: mail.messageId } }),
      };
    }
    return {
      outcome: 'suppressed',
      reason: remark('own-sender'),
      check: checkOf('own-mail', address, remark('one-of-our-addresses')),
    };
  }
  return null;
}

function blockedSender({ blockedSenders, ...facts }: MailFacts): Refusal | null {
  for (const address of partiesOf(facts)) {
    const entry = blockedBy(address, blockedSenders);
    if (entry === null) continue;
    return {
      outcome: 'suppressed',
      reason: remark('sender-blocked', { entry }),
      check: checkOf('block-list', address, remark('blocked-by-entry', { entry })),
      blockedBy: entry,
    };
  }
  return null;
}

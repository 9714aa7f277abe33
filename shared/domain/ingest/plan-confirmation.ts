import { isNoReplyAddress } from '../classify/no-reply-address.ts';
import { afterMailFrom } from '../contacts/deliverability.ts';
import { isOwn } from '../contacts/own-addresses.ts';
import { isPublicAddress } from '../mail/is-address.ts';
import { holdOf } from '../notifications/delivery-hold.ts';
import { type AutoAnswerCount, planAutomaticAnswer } from '../notifications/loop-breaker.ts';
import { notificationSetting } from '../settings/notification-settings.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { type Check, checkOf } from '../words/check.ts';
import { type Remark, remark } from '../words/remark.ts';
import type { IngestFacts, RecentAnswers } from './ingest-facts.ts';
import { unvouchedBecause } from './is-vouched.ts';

/**
 * Whether a confirmation may hold name and subject of the mail: only when it goes to who wrote
 * them, as far as anybody can tell. Else a stranger could send their words to anybody through us.
 */
export const mayQuoteMail = ({ forwarded, asker, trust }: IngestFacts): boolean =>
  forwarded !== null || (asker === null && trust.sender !== 'not-vouched-for');

type Confirmation = { owed: boolean; checks: Check[]; loops: AutoAnswerCount[]; counts: boolean };

/** Whether the requester gets a confirmation: a machine never does (RFC 3834 2), nor do we. */
export function planConfirmation(
  facts: IngestFacts,
  ticket: Ticket,
  { state, totals }: RecentAnswers,
  reached: string | null,
): Confirmation {
  const { address } = ticket.requester;
  const { contact } = (facts.forwarded ?? facts).sender;
  // what holds once this mail has lifted what it lifts
  const known = (reached === address ? afterMailFrom(contact, facts.now) : contact)?.deliverability ?? null;
  const unvouched = unvouchedBecause(facts);
  const { on, audience } = notificationSetting('ticket-created', facts.policy, facts.queue);
  const reasons: [boolean, Remark][] = [
    [!facts.policy.confirmNewTickets || !on || !audience.includes('requester'), remark('not-owed-switched-off')],
    [facts.archived, remark('not-owed-archive')],
    [facts.accepted, remark('not-owed-accepted')],
    [facts.routed.unconfirmedBy !== null, remark('not-owed-rule', { rule: facts.routed.unconfirmedBy?.name ?? '' })],
    [facts.classification.kind !== 'person', remark('not-owed-kind', { kind: facts.classification.kind })],
    [(facts.forwarded?.kind ?? 'person') !== 'person', remark('not-owed-forwarded-kind', { kind: facts.forwarded?.kind ?? '' })],
    [address === '', remark('not-owed-no-sender')],
    [!isPublicAddress(address), remark('not-owed-no-address')],
    [unvouched !== null, remark(unvouched ?? 'not-owed-disowned')],
    [isOwn(address, facts.ownAddresses), remark('not-owed-own-address')],
    [isNoReplyAddress(address), remark('not-owed-no-reply')],
    [known !== null && holdOf(known, facts.now).kind === 'hold', remark('not-owed-deliverability', { why: known?.reason ?? '' })],
  ];
  const owed = remark(mayQuoteMail(facts) ? 'confirmation-owed' : 'confirmation-owed-bare');
  const against = reasons.find(([holds]) => holds);
  const check = checkOf('confirmation', address, against?.[1] ?? owed);
  if (against) return { owed: false, checks: [check], loops: [], counts: false };
  const answer = planAutomaticAnswer({
    causeId: ticket.ticketId,
    sender: { key: facts.answered.key, state },
    byReplyTo: facts.forwarded === null && facts.asker !== null,
    totals,
    limits: facts.policy.loops,
    now: facts.now,
  });
  return { owed: answer.verdict === 'answer', checks: [check, answer.check], loops: answer.changes, counts: answer.counts };
}

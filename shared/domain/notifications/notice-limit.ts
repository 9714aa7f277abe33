import { addressKey } from '../contacts/address-key.ts';
import type { NoticeLimits } from '../settings/notice-limits.ts';
import { remark } from '../words/remark.ts';
import type { FanOutFacts } from './fan-out-facts.ts';
import { untagged } from './loop-breaker.ts';
import type { Notification } from './notification.ts';

/** Under which key the notices to an address are counted. */
export const noticesTo = (address: string): string => `notices:${addressKey(untagged(address))}`;
/** Under which key the notices of a ticket are counted. */
export const noticesIn = (ticketId: string): string => `notices-of:${ticketId}`;

/** What is owed within the limits; `over`: so much more that not even a row is kept of it. */
export type Limited = { owed: Notification[]; over: Notification[]; counts: string[] };

/**
 * Holds what is over a limit, with the reason: it shows, and somebody may release it. What is over
 * it twice is not kept: a storm must not fill a ticket. Those of one plan go to different addresses
 * of one ticket. Pure.
 */
export function limited(rows: readonly Notification[], facts: Pick<FanOutFacts, 'policy' | 'owedLately'>): Limited {
  const { perPerson, perTechnician, perTicket } = facts.policy.noticeLimits;
  const plan: Limited = { owed: [], over: [], counts: [] };
  for (const row of rows) {
    const own = row.audience === 'team' ? perTechnician : perPerson;
    const toAddress = times(facts.owedLately(noticesTo(row.to.address), own.minutes), own);
    const inTicket = times(facts.owedLately(noticesIn(row.ticketId), perTicket.minutes) + plan.owed.length, perTicket);
    if (Math.max(toAddress, inTicket) >= 2) {
      plan.over.push(row);
      continue;
    }
    const { notices: most, minutes } = toAddress >= 1 ? own : perTicket;
    const failure = remark(toAddress >= 1 ? 'held-recipient' : 'held-ticket', { most, minutes });
    plan.owed.push(toAddress >= 1 || inTicket >= 1 ? { ...row, status: 'held', failure } : row);
    plan.counts.push(noticesTo(row.to.address), noticesIn(row.ticketId));
  }
  return plan;
}

/** How often a limit is reached: 1 and more is over it. */
const times = (count: number, { notices }: NoticeLimits['perPerson']): number => count / notices;

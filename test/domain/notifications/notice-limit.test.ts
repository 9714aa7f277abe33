import { describe, expect, test } from 'vitest';
import { limited, noticesIn, noticesTo } from '../../../shared/domain/notifications/notice-limit.ts';
import { planFanOut } from '../../../shared/domain/notifications/plan-fan-out.ts';
import { aCause, alice, aSharedTicket, noticeFacts } from '../../support/notice-facts.ts';

describe('a storm', () => {
  /** The same event again and again, each counted as it is owed. */
  function storm(times: number, policy: object = {}) {
    const counts = new Map<string, number>();
    const facts = noticeFacts({ policy, owedLately: (key) => counts.get(key) ?? 0 });
    return Array.from({ length: times }, (_, n) => {
      const plan = planFanOut(aCause(['ticket-resolved'], { id: `cause ${n}` }), aSharedTicket(), facts);
      for (const key of plan.counts) counts.set(key, (counts.get(key) ?? 0) + 1);
      return plan;
    });
  }

  test('is held after so many within the hour, with the reason, and after twice as many not kept at all', () => {
    const plans = storm(45);
    const states = plans.map(({ owed, leftOut }) => owed[0]?.status ?? leftOut[0]?.reason.code);
    expect([states.slice(0, 20), states.slice(20, 40), states.slice(40)].map((part) => [...new Set(part)])).toEqual([
      ['waiting'],
      ['held'],
      ['not-told-limit'],
    ]);
    expect(plans[20]?.owed[0]?.failure).toEqual({ code: 'held-recipient', data: { most: 20, minutes: 60 } });
  });

  test('has limits of its own for technicians, and for all that a ticket owes', () => {
    const noticeLimits = { perTechnician: { notices: 2 }, perTicket: { notices: 7 } };
    const notifications = { 'ticket-resolved': { audience: ['requester', 'assignee'] } };
    const plans = storm(5, { noticeLimits, notifications });
    expect(plans.map(({ owed }) => owed.map(({ status }) => status))).toEqual([
      ['waiting', 'waiting'],
      ['waiting', 'waiting'],
      ['waiting', 'held'],
      ['waiting', 'held'],
      ['held'],
    ]);
    expect(plans[4]?.owed[0]?.failure).toMatchObject({ code: 'held-ticket' });
  });

  test('by an address with changing tags is one by one address', () => {
    expect(noticesTo('Alice+17@fabrikam.example')).toBe(noticesTo(alice));
    const [row] = planFanOut(aCause(['ticket-resolved']), aSharedTicket(), noticeFacts()).owed;
    expect(limited(row ? [row] : [], noticeFacts()).counts).toEqual([noticesTo(alice), noticesIn(aSharedTicket().ticketId)]);
  });
});

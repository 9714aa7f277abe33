import { describe, expect, it } from 'vitest';
import { AlertBook } from '../../../shared/domain/alerts/alert-book.ts';
import { planAlerts, withoutOwed } from '../../../shared/domain/alerts/plan-alerts.ts';
import type { WatchedMailbox } from '../../../shared/domain/alerts/plan-mailbox-alerts.ts';
import type { RunningClock } from '../../../shared/domain/mailboxes/mailbox-clocks.ts';
import type { AssessedState, StateName } from '../../../shared/domain/mailboxes/mailbox-state.ts';

/** What admins hear of a mailbox as its days go by: looked at every five minutes. */

const start = Date.parse('2026-03-01T12:00:00Z');
const at = (minutes: number) => new Date(start + minutes * 60_000);
const days = (count: number) => count * 24 * 60;

type Then = { state?: StateName; since?: number; byAdmin?: boolean; clocks?: RunningClock[]; mayTell?: boolean };

/** Looks at a mailbox every five minutes (or so); what it tells, with the minute of each. */
function watch(mailboxId = 'support') {
  let book = AlertBook.parse({});
  let writes = 0;
  const told: string[] = [];
  const look = (minute: number, { state = 'healthy', since, byAdmin = false, clocks = [], mayTell = true }: Then = {}) => {
    const assessed: AssessedState = { state, since: since === undefined ? null : at(since).toISOString(), problem: null, byAdmin };
    const mailbox: WatchedMailbox = { mailboxId, address: `${mailboxId}@contoso.example`, assessed, clocks };
    const plan = planAlerts(book, [mailbox], at(minute), mayTell);
    if (JSON.stringify(plan.book) !== JSON.stringify(book)) writes += 1;
    for (const { events } of plan.book.outbox) {
      for (const event of events)
        told.push(`${minute} ${event.kind} ${event.kind === 'clock' ? `${event.clock} ${event.days}` : event.state}`);
    }
    book = withoutOwed(plan.book, plan.book.outbox);
    return plan;
  };
  const during = (from: number, until: number, then: Then = {}) => {
    for (let minute = from; minute < until; minute += 5) look(minute, then);
  };
  return { look, during, told, book: () => book, writes: () => writes };
}

describe('a mailbox that turns bad', () => {
  it.each([
    ['needs-authorisation', 0],
    ['paused', 0],
    ['failing', 10],
    ['delayed', 60],
  ] as const)('%s: admins hear once, after %i minutes, and once when it is well again', (state, minutes) => {
    const { during, told } = watch();
    during(0, 10);
    during(10, 3000, { state });
    during(3000, 6000);
    expect(told).toEqual([`${10 + minutes} turned ${state}`, `3010 recovered ${state}`]);
  });

  it('it counts since when it is so, not since when it was looked at', () => {
    const { look, told } = watch();
    look(100, { state: 'failing', since: 85 });
    expect(told).toEqual(['100 turned failing']);
  });

  it('an outage of an hour: one mail, and one when it is over', () => {
    const { during, told } = watch();
    during(0, 15, { state: 'delayed', since: 0 });
    during(15, 60, { state: 'failing', since: 0 });
    during(60, 300);
    // within the hour after the first mail there is no other
    expect(told).toEqual(['15 turned failing', '75 recovered failing']);
  });

  it('an outage of ten days: the same two', () => {
    const { during, told, writes } = watch();
    during(0, 15, { state: 'delayed', since: 0 });
    during(15, days(10), { state: 'failing', since: 0 });
    during(days(10), days(10) + 300);
    expect(told).toEqual(['15 turned failing', `${days(10) + 10} recovered failing`]);
    expect(writes()).toBeLessThan(8);
  });

  it('that it got worse is worth a mail, that it got better is not', () => {
    const { during, told } = watch();
    during(0, 200, { state: 'failing', since: 0 });
    during(200, 400, { state: 'needs-authorisation', since: 200 });
    during(400, 600, { state: 'failing', since: 0 });
    during(600, 800, { state: 'delayed', since: 0 });
    during(800, 900);
    expect(told).toEqual(['10 turned failing', '200 turned needs-authorisation', '810 recovered needs-authorisation']);
  });

  it('what an admin paused is what they wanted', () => {
    const { during, told, book } = watch();
    during(0, 100, { state: 'failing', since: 0 });
    during(100, 1000, { state: 'paused', byAdmin: true });
    during(1000, 1100);
    expect(told).toEqual(['10 turned failing']);
    expect(book().mailboxes).toEqual({});
  });
});

describe('flapping', () => {
  it('faster than the states must hold: one mail, if any', () => {
    const { look, told } = watch();
    for (let minute = 0; minute < 1000; minute += 5) look(minute, minute % 10 === 0 ? { state: 'failing', since: minute } : {});
    expect(told).toEqual([]);
    for (let minute = 1000; minute < 1020; minute += 5) look(minute, { state: 'failing', since: 1000 });
    for (let minute = 1020; minute < 2000; minute += 5) look(minute, minute % 10 === 0 ? { state: 'failing', since: minute } : {});
    expect(told).toEqual(['1010 turned failing']);
  });

  it('slower: no more than one mail an hour, and it tells what happened meanwhile', () => {
    const { look, told } = watch();
    const meanwhile: number[] = [];
    for (let minute = 0; minute < 1200; minute += 5) {
      const isBad = minute % 40 < 20;
      const { book } = look(minute, isBad ? { state: 'failing', since: minute - (minute % 40) } : {});
      for (const { events } of book.outbox) for (const event of events) if ('meanwhile' in event) meanwhile.push(event.meanwhile.length);
    }
    const minutes = told.map((line) => Number(line.split(' ')[0]));
    for (const [n, minute] of minutes.entries()) if (n > 0) expect(minute - (minutes[n - 1] ?? 0)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...meanwhile)).toBeGreaterThanOrEqual(2);
  });
});

describe('clocks', () => {
  const clock = (name: RunningClock['clock'], endsAt: number, lifeDays: number | null = null): RunningClock => ({
    ...{ clock: name, endsAt: at(endsAt).toISOString(), lifeDays, note: null },
  });

  it('admins hear of one under 14 days, and under 3 days, once each', () => {
    const { during, told } = watch();
    during(0, days(20), { clocks: [clock('clientSecret', days(20))] });
    expect(told).toEqual([`${days(6) + 5} clock clientSecret 14`, `${days(17) + 5} clock clientSecret 3`]);
  });

  it('one that is under 3 days at the first look is told once; renewed, it is another one', () => {
    const { during, told } = watch();
    during(0, 100, { clocks: [clock('refreshToken', days(2))] });
    during(100, 200, { clocks: [clock('refreshToken', days(90))] });
    during(200, 400, { clocks: [clock('refreshToken', days(13))] });
    expect(told).toEqual(['0 clock refreshToken 3', '200 clock refreshToken 14']);
  });

  it('a certificate of a week, renewed each week, and a subscription, renewed by us, are nobody’s concern', () => {
    const { during, told } = watch();
    during(0, days(6), { clocks: [clock('serverCertificate', days(6), 6), clock('subscription', days(6))] });
    expect(told).toEqual([]);
    during(days(6), days(7), { clocks: [clock('serverCertificate', days(7), 47)] });
    expect(told).toEqual([`${days(6)} clock serverCertificate 3`]);
  });
});

describe('clock jumps', () => {
  it('ten days ahead and back: nothing is told twice, and nothing is silenced', () => {
    const { during, told } = watch();
    during(0, 100, { state: 'needs-authorisation', since: 0 });
    during(days(10), days(10) + 30, { state: 'needs-authorisation', since: 0 });
    during(100, 200, { state: 'needs-authorisation', since: 0 });
    during(200, 300);
    expect(told).toEqual(['0 turned needs-authorisation', '210 recovered needs-authorisation']);
  });

  it('what was told by a clock that was ahead does not hold back what comes', () => {
    const { during, told } = watch();
    during(days(10), days(10) + 5, { state: 'needs-authorisation' });
    during(0, 100);
    during(100, 200, { state: 'needs-authorisation', since: 100 });
    expect(told).toEqual([`${days(10)} turned needs-authorisation`, '10 recovered needs-authorisation', '100 turned needs-authorisation']);
  });
});

it('nobody is there to be told: it all stays to be told, for when somebody is', () => {
  const { during, told } = watch();
  during(0, 500, { state: 'failing', since: 0, mayTell: false });
  expect(told).toEqual([]);
  during(500, 600, { state: 'failing', since: 0 });
  expect(told).toEqual(['500 turned failing']);
});

it('an outage of a provider is one mail about all its mailboxes; of mailboxes that are gone nothing is kept', () => {
  const assessed: AssessedState = { state: 'failing', since: at(-60).toISOString(), problem: null, byAdmin: false };
  const watched = Array.from({ length: 1000 }, (_, n) => ({ mailboxId: `m-${n}`, address: `m${n}@contoso.example`, assessed, clocks: [] }));
  const { book } = planAlerts(AlertBook.parse({}), watched, at(0), true);
  expect(book.outbox).toHaveLength(1);
  expect(book.outbox[0]?.events).toHaveLength(1000);
  expect(Buffer.byteLength(JSON.stringify(book))).toBeLessThan(1_000_000);
  expect(AlertBook.parse(book)).toEqual(book);
  expect(planAlerts(book, [], at(5), true).book.mailboxes).toEqual({});
});

it('what could not be sent for a day is given up', () => {
  const assessed: AssessedState = { state: 'failing', since: at(-60).toISOString(), problem: null, byAdmin: false };
  const mailbox = { mailboxId: 'support', address: 'support@contoso.example', assessed, clocks: [] };
  const { book } = planAlerts(AlertBook.parse({}), [mailbox], at(0), true);
  expect(planAlerts(book, [mailbox], at(days(1) - 1), true)).toMatchObject({ givenUp: [], book: { outbox: [{ id: book.outbox[0]?.id }] } });
  expect(planAlerts(book, [mailbox], at(days(1)), true)).toMatchObject({ givenUp: book.outbox, book: { outbox: [] } });
});

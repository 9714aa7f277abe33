import { expect, test } from 'vitest';
import { ticketTurns, type Waiter } from '../../shared/workflows/ticket-turns.ts';

/** Turns by a clock that the test moves. */
function turnsAt() {
  const clock = { now: 0 };
  return { clock, turns: ticketTurns(() => clock.now) };
}
const waiting = (waiters: Waiter[], ticketId: string) => waiters.filter((waiter) => waiter.waitFor([ticketId], true) === null);

test('mails of one ticket write one after the other, in the order they came; each learns whether others wrote before it', async () => {
  const { turns } = turnsAt();
  const seen: string[] = [];
  const writers = ['first', 'second', 'third'].map(async (name) => {
    const waiter = turns.waiter();
    waiter.waitFor(['t'], true);
    await waiter.turn(async (changed) => {
      seen.push(`${name} begins${changed ? ', changed' : ''}`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} ends`);
    });
    waiter.release();
  });
  await Promise.all(writers);
  expect(seen).toEqual(['first begins', 'first ends', 'second begins, changed', 'second ends', 'third begins, changed', 'third ends']);
});

test('a flood to one ticket takes eight of the twelve places; of two floods, eight wait behind another', () => {
  const { turns } = turnsAt();
  const waiters = () => Array.from({ length: 12 }, () => turns.waiter());
  expect(waiting(waiters(), 'flooded')).toHaveLength(8);
  expect(waiting(waiters(), 'flooded too')).toHaveLength(2);
  expect(waiting(waiters(), 'a third flood')).toHaveLength(1);
  expect(turns.waiter().waitFor(['of somebody else'], true)).toBeNull();
});

test('of a thousand that are turned away, no more return at a time than may wait; the last as soon as their turns allow', () => {
  const { clock, turns } = turnsAt();
  const inside = waiting(
    Array.from({ length: 8 }, () => turns.waiter()),
    't',
  );
  // eight places, each taken for 200 ms: 40 mails a second
  for (let round = 0; round < 30; round += 1) {
    clock.now += 200;
    for (const waiter of inside) waiter.waitFor(['t'], true);
  }
  const returns: number[] = [];
  for (let index = 0; index < 1000; index += 1) {
    clock.now += 10;
    const busy = turns.waiter().waitFor(['t'], true);
    if (busy) returns.push(clock.now + busy.afterSeconds * 1000);
  }
  const within = (from: number, ms: number) => returns.filter((at) => at >= from && at < from + ms).length;
  expect(returns).toHaveLength(1000);
  expect(Math.max(...returns.map((at) => within(at, 100)))).toBeLessThanOrEqual(8);
  expect(Math.max(...returns.map((at) => within(at, 1000)))).toBeLessThanOrEqual(80);
  expect(Math.max(...returns) - clock.now).toBeLessThan(60_000);
});

test('no mail is turned away for more than ten minutes', () => {
  const { turns } = turnsAt();
  waiting(
    Array.from({ length: 8 }, () => turns.waiter()),
    't',
  );
  const seconds = Array.from({ length: 4900 }, () => turns.waiter().waitFor(['t'], true)?.afterSeconds ?? 0);
  expect(Math.max(...seconds)).toBe(600);
});

test('a burst is soon out of the way of others: three wait, the rest returns, and then eight may wait', () => {
  const { turns } = turnsAt();
  const burst = Array.from({ length: 12 }, () => turns.waiter());
  expect(burst.filter((waiter) => waiter.waitFor(['t'], false) === null)).toHaveLength(3);
  expect(burst.slice(3).filter((waiter) => waiter.waitFor(['t'], true) === null)).toHaveLength(5);
});

test('a mail that reads the ticket after others wrote has seen their work', async () => {
  const { turns } = turnsAt();
  const [first, second] = waiting([turns.waiter(), turns.waiter()], 't');
  await first?.turn(async () => 'worked');
  second?.startsReading();
  expect(await second?.turn(async (changed) => changed)).toBe(false);
  second?.startsReading();
  await first?.turn(async () => 'worked again');
  expect(await second?.turn(async (changed) => changed)).toBe(true);
});

test('a mail that finds its ticket while it waits for another learns that others wrote since it read', async () => {
  const { turns } = turnsAt();
  const [first] = waiting([turns.waiter()], 't');
  const stranger = turns.waiter();
  stranger.waitFor(['opened by itself'], false);
  stranger.startsReading();
  await first?.turn(async () => 'worked');
  stranger.waitFor(['t'], true);
  expect(await stranger.turn(async (changed) => changed)).toBe(true);
});

test('a waiter that is released, or waits for another ticket, makes room for the next', () => {
  const { turns } = turnsAt();
  const [first, second] = waiting(
    Array.from({ length: 8 }, () => turns.waiter()),
    't',
  );
  expect(turns.waiter().waitFor(['t'], true)).not.toBeNull();
  first?.release();
  expect(turns.waiter().waitFor(['t'], true)).toBeNull();
  expect(second?.waitFor(['elsewhere'], true)).toBeNull();
  expect(turns.waiter().waitFor(['t'], true)).toBeNull();
});

test('a mail that knows its ticket only by its number waits for the same ticket', () => {
  const { turns } = turnsAt();
  const [first] = waiting(
    Array.from({ length: 8 }, () => turns.waiter()),
    't',
  );
  first?.alsoKnownAs('SUP-1001');
  expect(turns.waiter().waitFor(['opened by itself', 'SUP-1001'], true)).toMatchObject({ ticketId: 't' });
});

test('a turn that fails lets the next one begin', async () => {
  const { turns } = turnsAt();
  const [first, second] = waiting([turns.waiter(), turns.waiter()], 't');
  await expect(first?.turn(() => Promise.reject(new Error('the store is out')))).rejects.toThrow('the store is out');
  expect(await second?.turn(async (changed) => changed)).toBe(true);
});

import { expect, test } from 'vitest';
import { ticketLines, type Visitor } from '../../shared/workflows/ticket-lines.ts';

/** Lines with a clock that the test moves. */
function linesAt() {
  const clock = { now: 0 };
  return { clock, lines: ticketLines(() => clock.now) };
}
const standing = (visitors: Visitor[], ticketId: string) => visitors.filter((visitor) => visitor.enter([ticketId], true) === null);

test('mails of one ticket write one after the other, in the order they came; each learns whether others wrote before it', async () => {
  const { lines } = linesAt();
  const seen: string[] = [];
  const writers = ['first', 'second', 'third'].map(async (name) => {
    const visitor = lines.visitor();
    visitor.enter(['t'], true);
    await visitor.turn(async (changed) => {
      seen.push(`${name} begins${changed ? ', changed' : ''}`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} ends`);
    });
    visitor.leave();
  });
  await Promise.all(writers);
  expect(seen).toEqual(['first begins', 'first ends', 'second begins, changed', 'second ends', 'third begins, changed', 'third ends']);
});

test('a flood of one ticket takes eight of the twelve places; with two floods, eight stand behind somebody', () => {
  const { lines } = linesAt();
  const visitors = () => Array.from({ length: 12 }, () => lines.visitor());
  expect(standing(visitors(), 'flooded')).toHaveLength(8);
  expect(standing(visitors(), 'flooded too')).toHaveLength(2);
  expect(standing(visitors(), 'a third flood')).toHaveLength(1);
  expect(lines.visitor().enter(['of somebody else'], true)).toBeNull();
});

test('of a thousand who find the line full not more come back at a time than find a place; the last within the time that their turns take', () => {
  const { clock, lines } = linesAt();
  const inside = standing(
    Array.from({ length: 8 }, () => lines.visitor()),
    't',
  );
  // eight places, each taken for 200 ms: 40 mails a second
  for (let round = 0; round < 30; round += 1) {
    clock.now += 200;
    for (const visitor of inside) visitor.enter(['t'], true);
  }
  const visits: number[] = [];
  for (let index = 0; index < 1000; index += 1) {
    clock.now += 10;
    const busy = lines.visitor().enter(['t'], true);
    if (busy) visits.push(clock.now + busy.afterSeconds * 1000);
  }
  const within = (from: number, ms: number) => visits.filter((visit) => visit >= from && visit < from + ms).length;
  expect(visits).toHaveLength(1000);
  expect(Math.max(...visits.map((visit) => within(visit, 100)))).toBeLessThanOrEqual(8);
  expect(Math.max(...visits.map((visit) => within(visit, 1000)))).toBeLessThanOrEqual(80);
  expect(Math.max(...visits) - clock.now).toBeLessThan(60_000);
});

test('nobody is sent away for more than ten minutes', () => {
  const { lines } = linesAt();
  standing(
    Array.from({ length: 8 }, () => lines.visitor()),
    't',
  );
  const seconds = Array.from({ length: 4900 }, () => lines.visitor().enter(['t'], true)?.afterSeconds ?? 0);
  expect(Math.max(...seconds)).toBe(600);
});

test('a burst is out of the way of others soon: three of it stay, the rest comes back, and then eight find a place', () => {
  const { lines } = linesAt();
  const burst = Array.from({ length: 12 }, () => lines.visitor());
  expect(burst.filter((visitor) => visitor.enter(['t'], false) === null)).toHaveLength(3);
  expect(burst.slice(3).filter((visitor) => visitor.enter(['t'], true) === null)).toHaveLength(5);
});

test('who looks at the ticket after others have worked on it has seen their work', async () => {
  const { lines } = linesAt();
  const [first, second] = standing([lines.visitor(), lines.visitor()], 't');
  await first?.turn(async () => 'worked');
  second?.looks();
  expect(await second?.turn(async (changed) => changed)).toBe(false);
  second?.looks();
  await first?.turn(async () => 'worked again');
  expect(await second?.turn(async (changed) => changed)).toBe(true);
});

test('a mail that finds its ticket while it stands elsewhere learns of those who wrote to it since it looked', async () => {
  const { lines } = linesAt();
  const [first] = standing([lines.visitor()], 't');
  const stranger = lines.visitor();
  stranger.enter(['opened by itself'], false);
  stranger.looks();
  await first?.turn(async () => 'worked');
  stranger.enter(['t'], true);
  expect(await stranger.turn(async (changed) => changed)).toBe(true);
});

test('a place that is given up, or left for another line, is free for the next', () => {
  const { lines } = linesAt();
  const [first, second] = standing(
    Array.from({ length: 8 }, () => lines.visitor()),
    't',
  );
  expect(lines.visitor().enter(['t'], true)).not.toBeNull();
  first?.leave();
  expect(lines.visitor().enter(['t'], true)).toBeNull();
  expect(second?.enter(['elsewhere'], true)).toBeNull();
  expect(lines.visitor().enter(['t'], true)).toBeNull();
});

test('a mail that knows its ticket by the number alone stands in the same line', () => {
  const { lines } = linesAt();
  const [first] = standing(
    Array.from({ length: 8 }, () => lines.visitor()),
    't',
  );
  first?.named('SUP-1001');
  expect(lines.visitor().enter(['opened by itself', 'SUP-1001'], true)).toMatchObject({ ticketId: 't' });
});

test('turns that fail hand on to the next', async () => {
  const { lines } = linesAt();
  const [first, second] = standing([lines.visitor(), lines.visitor()], 't');
  await expect(first?.turn(() => Promise.reject(new Error('the store is out')))).rejects.toThrow('the store is out');
  expect(await second?.turn(async (changed) => changed)).toBe(true);
});

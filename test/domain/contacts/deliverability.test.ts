import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AddressHealth,
  type AddressOutcome,
  afterMailFrom,
  afterOutcome,
  Bounces,
  cleared,
  whileProbed,
} from '../../../shared/domain/contacts/deliverability.ts';
import { remark } from '../../../shared/domain/words/remark.ts';

/** What reports make of an address: whether it gets mail, why not, and until when. */

const start = Date.parse('2026-11-02T08:00:00.000Z');
const later = (hours: number) => new Date(start + hours * 3_600_000);
const at = (hours: number) => later(hours).toISOString();

/** A report on the mail of that name, sent an hour before. */
const report = (what: AddressOutcome['what'], notificationId: string, hours: number): AddressOutcome => ({
  ...{ what, notificationId, at: at(hours), sentAt: at(hours - 1) },
  reason: remark('mail-returned', { reason: what }),
});
const reported = (outcomes: AddressOutcome[], before: AddressHealth | null = null): AddressHealth | null =>
  outcomes.reduce((known, outcome) => afterOutcome(known, outcome) ?? known, before);

describe('an address', () => {
  test('that nobody has gets no mail for 90 days, since the first report', () => {
    const known = reported([report('hard', 'n-1', 0), report('hard', 'n-2', 48)]);
    expect(known?.deliverability).toMatchObject({ state: 'undeliverable', at: at(0), until: at(48 + 90 * 24) });
  });

  test('whose mailbox is full gets no mail for a day once three mails came back within a week', () => {
    const [first, second, third] = [report('soft', 'n-1', 0), report('soft', 'n-2', 24), report('soft', 'n-3', 48)];
    expect(reported([first, second])?.deliverability).toBeNull();
    expect(reported([first, second, second])?.deliverability).toBeNull();
    expect(reported([first, second, third])?.deliverability).toMatchObject({ state: 'failing', until: at(72) });
    expect(reported([first, second, report('soft', 'n-3', 24 * 8)])?.deliverability).toBeNull();
  });

  test('that Communication Services suppresses gets none for an hour longer than it does, each time longer', () => {
    const first = reported([report('suppressed', 'n-1', 0)]);
    expect(first?.deliverability).toMatchObject({ state: 'suppressed', until: at(25) });
    expect(reported([report('suppressed', 'n-2', 26)], first)?.deliverability).toMatchObject({ until: at(26 + 49) });
  });

  test('whose owner called our mail abuse gets none until somebody clears it', () => {
    const known = reported([report('hard', 'n-1', 0), report('complaint', 'n-2', 5)]);
    expect(known?.deliverability).toMatchObject({ state: 'complained', until: null });
    expect(afterMailFrom(known, later(6))).toBeNull();
  });

  test('that was cleared is not marked by what comes late about earlier mail, but by later mail', () => {
    const known = cleared(later(2));
    expect(reported([report('hard', 'n-1', 1), report('hard', 'n-2', 3)], known)).toEqual(known);
    expect(reported([report('hard', 'n-3', 4)], known)?.deliverability).toMatchObject({ state: 'undeliverable' });
  });

  test('whose owner wrote gets mail again, except for as long as Communication Services suppresses it', () => {
    const hard = report('hard', 'n-1', 0);
    expect(afterMailFrom(reported([hard]), later(1))?.deliverability).toBeNull();
    const known = reported([{ ...hard, bySuppression: true }]);
    expect(afterMailFrom(known, later(1))?.deliverability).toMatchObject({ state: 'suppressed', until: at(25) });
    expect(afterMailFrom(known, later(26))?.deliverability).toBeNull();
  });

  test('that one mail is tried with gets no other meanwhile; when it arrives, all is well', () => {
    const held = reported([report('suppressed', 'n-1', 0)]);
    if (!held) throw new Error('it is held');
    const probed = whileProbed(held, 'n-2', later(26));
    expect(probed.deliverability).toMatchObject({ state: 'suppressed', until: at(50) });
    expect(reported([report('delivered', 'n-3', 27)], probed)).toEqual(probed);
    expect(reported([report('delivered', 'n-2', 27)], probed)?.deliverability).toBeNull();
    expect(reported([report('suppressed', 'n-2', 27)], probed)?.deliverability).toMatchObject({ until: at(27 + 49) });
  });

  test('marked by the version before keeps its state, and is lifted as any other', () => {
    const before: AddressHealth = {
      deliverability: { state: 'undeliverable', reason: remark('mail-returned-hard'), at: at(0), until: null },
    };
    expect(reported([report('soft', 'n-1', 1)], before)?.deliverability).toMatchObject({ state: 'undeliverable', at: at(0) });
    expect(afterMailFrom(before, later(1))?.deliverability).toBeNull();
  });
});

test('in whatever order reports come, and however often: the same comes of them, and it can be kept', () => {
  const outcome = fc.record({
    what: fc.constantFrom<AddressOutcome['what']>('hard', 'soft', 'suppressed', 'complaint', 'delivered'),
    notificationId: fc.constantFrom('n-1', 'n-2', 'n-3', 'n-4', 'n-5', 'n-6'),
    hours: fc.integer({ min: -100, max: 400 }),
  });
  const known = fc.constantFrom<AddressHealth | null>(null, cleared(later(0)));
  const histories = fc
    .array(
      outcome.map(({ what, notificationId, hours }) => report(what, notificationId, hours)),
      { maxLength: 8 },
    )
    .chain((outcomes) =>
      fc.tuple(
        fc.constant(outcomes),
        fc.shuffledSubarray([...outcomes, ...outcomes], { minLength: outcomes.length * 2, maxLength: outcomes.length * 2 }),
      ),
    );
  fc.assert(
    fc.property(histories, known, ([outcomes, mixed], before) => {
      const end = reported(outcomes, before);
      expect(reported(mixed, before)).toEqual(end);
      if (end?.bounces) expect(Bounces.parse(end.bounces)).toEqual(end.bounces);
    }),
  );
});

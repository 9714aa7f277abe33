import { describe, expect, it } from 'vitest';
import { lastReconcileDue, planReconcile, type Reconcile } from '../../../shared/domain/mailboxes/reconcile.ts';

const now = new Date('2026-11-20T09:00:00Z');
const bounds = { mailboxSince: '2026-11-01T00:00:00.000Z', traceDays: 90 };
const report = { startedAt: '2026-11-19T03:00:00.000Z', endedAt: '2026-11-19T03:01:00.000Z', since: null };
const counts = { inMailbox: 9, known: 9, fetched: 0, missing: 0, failed: 0 };
const ended = (more: Partial<Reconcile> = {}): Reconcile => ({
  ...planReconcile('support', null, bounds, new Date(report.startedAt)),
  ...counts,
  endedAt: report.endedAt,
  reports: [{ ...report, ...counts }],
  ...more,
});

describe('a count of a mailbox', () => {
  it.each([
    ['from when on its mail is read, the first time', null, bounds, '2026-11-01T00:00:00.000Z'],
    ['two days before the one before began', ended(), bounds, '2026-11-17T03:00:00.000Z'],
    ['no further back than traces are kept', null, { mailboxSince: null, traceDays: 7 }, '2026-11-13T10:00:00.000Z'],
    ['no further back than those of mails that could not be had', null, { mailboxSince: null, traceDays: 900 }, '2026-08-22T10:00:00.000Z'],
    [
      'as far back as the last one that came to its end',
      ended({ startedAt: '2026-11-10T03:00:00.000Z', problem: { code: 'unreachable', message: 'x' } }),
      bounds,
      '2026-11-17T03:00:00.000Z',
    ],
  ])('begins %s', (_, before, of, since) => {
    expect(planReconcile('support', before, of, now)).toMatchObject({ startedAt: now.toISOString(), since, pass: 'count', inMailbox: 0 });
  });

  it('is the one that is under way, or goes on with the one that a problem ended, with its sums', () => {
    const underWay = ended({ endedAt: null, page: 'three' });
    expect(planReconcile('support', underWay, bounds, now)).toBe(underWay);
    const left = ended({ page: 'three', problem: { code: 'unreachable', message: 'x' }, failures: 12 });
    expect(planReconcile('support', left, bounds, now)).toMatchObject({
      ...{ startedAt: left.startedAt, page: 'three', inMailbox: 9 },
      ...{ endedAt: null, problem: null, failures: 0 },
    });
  });

  it('is due once a day, at a minute of its own', () => {
    const due = lastReconcileDue('support', now);
    expect(now.getTime() - due.getTime()).toBeLessThan(86_400_000);
    expect(lastReconcileDue('support', new Date(due.getTime() + 86_399_999))).toEqual(due);
    expect(lastReconcileDue('support', new Date(due.getTime() + 86_400_000)).getTime()).toBe(due.getTime() + 86_400_000);
    const minutes = new Set(Array.from({ length: 500 }, (_, n) => lastReconcileDue(`mailbox-${n}`, now).getTime()));
    expect(minutes.size).toBeGreaterThan(350);
  });
});

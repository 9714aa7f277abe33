import { describe, expect, it } from 'vitest';
import type { MailboxHealth } from '../../../shared/domain/mailboxes/mailbox.ts';
import {
  isHeldBack,
  type MailboxRead,
  mailboxHealth,
  resumedHealth,
  stoppedByUsSince,
} from '../../../shared/domain/mailboxes/mailbox-health.ts';
import { graphMailbox } from '../../support/graph-mailbox.ts';
import { imapMailbox } from '../../support/imap-mailbox.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
const at = (minutes: number) => new Date(start + minutes * 60_000);
const failure = (code: string, retryAfterMs: number | null = null): MailboxRead => ({
  ...{ kind: 'failed', mails: 0, failure: code, error: `${code}: no`, retryAfterMs, remoteId: null },
});
const read: MailboxRead = { kind: 'read', mails: 0, note: null };

/** The health after reads at certain minutes. */
const afterReads = (...reads: [number, MailboxRead][]) =>
  reads.reduce<MailboxHealth | null>((health, [minute, how]) => mailboxHealth(health, how, at(minute)), null);

/** The waits, in minutes, between failures that come as soon as they may. */
function waits(code: string, count: number, retryAfterMs: number | null = null): number[] {
  let health: MailboxHealth | null = null;
  let now = at(0);
  return Array.from({ length: count }, () => {
    health = mailboxHealth(health, failure(code, retryAfterMs), now);
    const next = new Date(health.retryAt ?? '');
    const minutes = (next.getTime() - now.getTime()) / 60_000;
    now = next;
    return minutes;
  });
}

it.each([
  ['unreachable', null, [0.5, 1, 2, 4, 8, 15, 15]],
  ['login-refused', null, [5, 10, 20, 30, 30]],
  ['needs-authorisation', null, [15, 15, 15]],
  ['throttled', 3_600_000, [60, 60]],
  ['throttled', 864_000_000, [1440, 1440]],
])('the waits after %s (the source says %o ms)', (code, retryAfterMs, minutes) => {
  expect(waits(code, minutes.length, retryAfterMs)).toEqual(minutes);
});

it('a good read ends all that was wrong, and the certificate stays known', () => {
  const certificate = { notBefore: '2026-01-01T00:00:00Z', notAfter: '2026-06-01T00:00:00Z' };
  const bad = afterReads([0, { ...read, certificate }], [1, failure('needs-authorisation')], [20, failure('login-refused')]);
  expect(bad).toMatchObject({
    failures: 2,
    lastFailure: 'login-refused',
    failingSince: at(1).toISOString(),
    unauthorisedSince: at(1).toISOString(),
  });
  expect(mailboxHealth(bad, read, at(30))).toEqual({
    ...{ lastPolledAt: at(30).toISOString(), lastMailAt: null, failures: 0, lastError: null, retryAt: null, stuckOn: null, certificate },
  });
});

it('needs somebody to authorise it from the first refusal on, whatever fails after it', () => {
  const health = afterReads([0, failure('needs-authorisation')], [15, failure('unreachable')], [16, failure('throttled')]);
  expect(health).toMatchObject({ unauthorisedSince: at(0).toISOString(), lastFailure: 'throttled' });
  expect(afterReads([0, failure('unreachable')], [15, failure('throttled')])).not.toHaveProperty('unauthorisedSince');
});

describe('refused sign-ins', () => {
  const refused = failure('login-refused');
  const mailbox = imapMailbox(993);
  const three = afterReads([0, refused], [5, refused], [35, refused]);

  it('three within three hours stop us, so that no account gets locked', () => {
    expect(stoppedByUsSince({ mailbox, health: afterReads([0, refused], [5, refused]) })).toBeNull();
    expect(stoppedByUsSince({ mailbox, health: three })).toBe(at(35).toISOString());
    expect(isHeldBack({ mailbox, health: three }, at(100_000))).toBe(true);
  });

  it('also with other failures between, but not when they are far apart, nor after a good read', () => {
    expect(
      stoppedByUsSince({ mailbox, health: afterReads([0, refused], [5, failure('unreachable')], [6, refused], [40, refused]) }),
    ).not.toBeNull();
    expect(stoppedByUsSince({ mailbox, health: afterReads([0, refused], [90, refused], [181, refused]) })).toBeNull();
    expect(stoppedByUsSince({ mailbox, health: afterReads([0, refused], [5, refused], [35, read], [36, refused]) })).toBeNull();
  });

  it('an app has no account to be locked: it goes on', () => {
    expect(stoppedByUsSince({ mailbox: graphMailbox(), health: three })).toBeNull();
    const login = { method: 'managed-identity', scope: 'https://outlook.office365.com/.default' } as const;
    expect(stoppedByUsSince({ mailbox: imapMailbox(993, { login }), health: three })).toBeNull();
  });

  it('no failures any more are no refusals either, whoever cleared them', () => {
    const cleared = three && { ...three, failures: 0, lastError: null, retryAt: null };
    expect(stoppedByUsSince({ mailbox, health: cleared })).toBeNull();
    expect(mailboxHealth(cleared, refused, at(36))).toMatchObject({
      failures: 1,
      refusals: [at(36).toISOString()],
      failingSince: at(36).toISOString(),
    });
  });

  it('"try now", a changed password or a new authorisation lets it be read at once, and counts anew', () => {
    const health = three && resumedHealth(three, at(35));
    expect(health).toMatchObject({ failures: 0, lastError: null, retryAt: null });
    expect(isHeldBack({ mailbox, health }, at(35))).toBe(false);
    expect(stoppedByUsSince({ mailbox, health: mailboxHealth(health, refused, at(36)) })).toBeNull();
  });
});

it('a mailbox waits for its time, but not for one that only a wrong clock can have set', () => {
  const mailbox = imapMailbox(993);
  const health = afterReads([0, failure('unreachable')]);
  expect(isHeldBack({ mailbox, health }, at(0.4))).toBe(true);
  expect(isHeldBack({ mailbox, health }, at(0.5))).toBe(false);
  // the clock was ten days ahead
  expect(isHeldBack({ mailbox, health }, at(-14_400))).toBe(false);
});

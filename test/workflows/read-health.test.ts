import { expect, it } from 'vitest';
import type { MailboxHealth, MailboxList } from '../../shared/domain/mailboxes/mailbox.ts';
import { mailboxHealth } from '../../shared/domain/mailboxes/mailbox-health.ts';
import { healthReader } from '../../shared/workflows/read-health.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';

/** What monitors are told, and what it costs. */

const start = Date.parse('2026-03-01T12:00:00Z');
const failedAt = (minute: number, failure: string, before: MailboxHealth | null = null) =>
  mailboxHealth(
    before,
    { kind: 'failed', mails: 0, failure, error: `${failure}: no`, retryAfterMs: null, remoteId: null },
    new Date(start + minute * 60_000),
  );

function aReader(health: MailboxHealth | null, more: { enabled?: boolean; list?: () => Promise<MailboxList> } = {}) {
  const world = { minute: 0, reads: 0, reported: [] as string[] };
  const mailbox = imapMailbox(993, { enabled: more.enabled ?? true });
  const read = healthReader({
    now: () => new Date(start + world.minute * 60_000),
    async listMailboxes() {
      world.reads += 1;
      return more.list?.() ?? { states: [{ mailbox, cursor: null, subscription: null, health }], broken: [] };
    },
    failingMinutes: 60,
    report: (problem) => world.reported.push(problem),
    patienceMs: 50,
  });
  const at = (minute: number) => {
    world.minute = minute;
    return read();
  };
  return { world, at, read };
}

it.each([
  ['unreachable', 59, 'ok'],
  ['unreachable', 60, 'mailbox-failing'],
  ['needs-authorisation', 59, 'ok'],
  ['needs-authorisation', 60, 'mailbox-failing'],
  // that is a state in which mail comes late, not one in which it doesn't
  ['throttled', 60, 'ok'],
])('a mailbox that fails (%s) for %i minutes: %s', async (failure, minute, status) => {
  expect(await aReader(failedAt(0, failure)).at(minute)).toBe(status);
});

it('one that we stopped, before its account got locked, is not read either: since it failed first', async () => {
  const health = failedAt(20, 'login-refused', failedAt(5, 'login-refused', failedAt(0, 'login-refused')));
  expect(await aReader(health).at(59)).toBe('ok');
  expect(await aReader(health).at(60)).toBe('mailbox-failing');
});

it('what an admin paused is no failure', async () => {
  expect(await aReader(failedAt(0, 'unreachable'), { enabled: false }).at(600)).toBe('ok');
});

it('whoever asks often, or at the same time, costs one reading in twenty seconds', async () => {
  const { world, at, read } = aReader(null);
  await Promise.all(Array.from({ length: 1000 }, () => read()));
  await at(0.3);
  expect(world.reads).toBe(1);
  await at(0.34);
  expect(world.reads).toBe(2);
  // the clock was set back
  await at(-500);
  expect(world.reads).toBe(3);
});

it('a database that does not answer, or refuses, is told too, as often', async () => {
  const silent = aReader(null, { list: () => new Promise(() => {}) });
  expect(await silent.at(0)).toBe('database-unreachable');
  const refusing = aReader(null, { list: () => Promise.reject(new Error('429')) });
  expect(await refusing.at(0)).toBe('database-unreachable');
  await refusing.at(0.1);
  expect([refusing.world.reads, refusing.world.reported]).toEqual([1, [expect.stringContaining('429')]]);
});

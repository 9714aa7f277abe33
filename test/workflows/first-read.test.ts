import { describe, expect, test } from 'vitest';
import { healthBeforeFirstRead, readSince } from '../../shared/domain/mailboxes/first-read.ts';
import { pollMailbox } from '../../shared/workflows/poll-mailbox.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { aPolledMailbox, Killed } from './a-polled-mailbox.ts';

/**
 * A mailbox is connected: the years of mail that lie in it are no tickets, and nobody gets a
 * confirmation for them.
 */

const at = (time: string) => new Date(`2026-11-02T${time}Z`);
const old = { uid: 1, raw: 'Subject: of last year\r\n\r\n', receivedAt: new Date('2025-11-02T08:00:00Z') };
const test1 = { uid: 2, raw: 'Subject: the test of the admin\r\n\r\n', receivedAt: at('08:58:00') };
const next = (uid: number, time: string) => ({ uid, raw: `Subject: ${time}\r\n\r\n`, receivedAt: at(time) });
const poll = { mailboxId: 'helpdesk', scheduledAt: 'one', subscription: 'keep' } as const;
const taken = (world: ReturnType<typeof aPolledMailbox>) => world.queued.map(({ remoteId }) => remoteId);

describe('a mailbox whose item does not say from when on', () => {
  const connected = () => aPolledMailbox({ mailbox: imapMailbox(993, { since: undefined }), mails: [old, test1] });

  test('imports nothing of what lies there, but the test that the admin has just sent', async () => {
    const world = connected();
    await pollMailbox(world.deps, poll);
    expect(taken(world)).toEqual(['7.2']);
    expect(world.health).toMatchObject({ connectedAt: '2026-11-02T09:00:00.000Z', lastMailAt: '2026-11-02T09:00:00.000Z' });
  });

  test('has all that comes later taken, and still knows when it was connected', async () => {
    const world = connected();
    await pollMailbox(world.deps, poll);
    world.now = at('12:00:00');
    world.mails.push(next(3, '11:59:00'));
    await pollMailbox(world.deps, { ...poll, scheduledAt: 'two' });
    expect(taken(world)).toEqual(['7.2', '7.3']);
    expect(world.health).toMatchObject({ connectedAt: '2026-11-02T09:00:00.000Z', lastPolledAt: '2026-11-02T12:00:00.000Z' });
  });

  test('loses nothing when its first read ends in a crash, and the next one comes an hour later', async () => {
    const world = connected();
    world.killAfter = 2;
    await expect(pollMailbox(world.deps, poll)).rejects.toThrow(Killed);
    expect(world.writes).toEqual(['claim', 'health']);
    world.now = at('10:00:00');
    world.mails.push(next(3, '09:10:00'));
    await pollMailbox(world.deps, { ...poll, scheduledAt: 'two' });
    expect(taken(world)).toEqual(['7.2', '7.3']);
  });

  test('read from the start again, leaves the same mails alone', async () => {
    const world = connected();
    await pollMailbox(world.deps, poll);
    world.cursor = null;
    world.now = at('12:00:00');
    await pollMailbox(world.deps, { ...poll, scheduledAt: 'two' });
    expect(taken(world)).not.toContain('7.1');
  });
});

test('a mailbox that says null has everything taken, one that names a time what came from then on', async () => {
  for (const [since, uids] of [
    [null, ['7.1', '7.2']],
    ['2026-11-02T08:00:00Z', ['7.2']],
    ['2026-11-02T08:59:00Z', []],
  ] as const) {
    const world = aPolledMailbox({ mailbox: imapMailbox(993, { since }), mails: [old, test1] });
    await pollMailbox(world.deps, poll);
    expect(taken(world)).toEqual(uids);
    expect(world.health?.connectedAt).toBeUndefined();
  }
});

test('a mailbox that was connected before this was kept goes on as it was: nothing that it holds becomes old', () => {
  const mailbox = imapMailbox(993, { since: undefined });
  const health = { lastPolledAt: null, lastMailAt: null, failures: 0, lastError: null, retryAt: null, stuckOn: null };
  const cursor = { kind: 'imap', token: '7.1' };
  expect(healthBeforeFirstRead({ mailbox, cursor: null, subscription: null, health }, at('09:00:00'))).toBeNull();
  expect(healthBeforeFirstRead({ mailbox, cursor, subscription: null, health: null }, at('09:00:00'))).toBeNull();
  expect(readSince(mailbox, health)).toBeNull();
});

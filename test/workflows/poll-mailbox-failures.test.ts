import { describe, expect, it } from 'vitest';
import { resumedHealth } from '../../shared/domain/mailboxes/mailbox-health.ts';
import type { PollRef } from '../../shared/domain/queue-items.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { pollMailbox } from '../../shared/workflows/poll-mailbox.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { aPolledMailbox, numberedMails } from './a-polled-mailbox.ts';

type World = ReturnType<typeof aPolledMailbox>;
const poll = (world: World, more: Partial<PollRef> = {}) =>
  pollMailbox(world.deps, { mailboxId: world.mailbox.mailboxId, scheduledAt: world.now.toISOString(), subscription: 'keep', ...more });
const later = (world: World, ms: number) => {
  world.now = new Date(world.now.getTime() + ms);
};

describe('a mailbox that cannot be read', () => {
  it('is an answer, kept as its health, and asked again later and later, a quarter of an hour at most', async () => {
    const world = aPolledMailbox();
    world.sourceError = new MailSourceError('unreachable', 'no answer');
    const waits: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      expect(await poll(world)).toMatchObject({ read: { kind: 'failed', error: 'unreachable: no answer', failure: 'unreachable' } });
      const wait = Date.parse(world.health?.retryAt ?? '') - world.now.getTime();
      waits.push(wait / 1000);
      later(world, wait - 1000);
      expect(await poll(world)).toMatchObject({ kind: 'passed-over', reason: 'backing-off' });
      later(world, 1000);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
    expect(world.health).toMatchObject({
      failures: 8,
      lastError: 'unreachable: no answer',
      lastFailure: 'unreachable',
      lastPolledAt: null,
    });
    world.sourceError = null;
    await poll(world);
    expect(world.health).toMatchObject({ failures: 0, lastError: null, retryAt: null });
  });

  it('is left alone as long as it asks for', async () => {
    const world = aPolledMailbox();
    world.sourceError = new MailSourceError('throttled', 'later', { retryAfterMs: 3_600_000 });
    await poll(world);
    expect(world.health?.retryAt).toBe('2026-11-02T10:00:00.000Z');
  });

  it('keeps what came before it failed', async () => {
    const world = aPolledMailbox({ mails: numberedMails(5).map((mail) => ({ ...mail, breaks: mail.uid === 4 })) });
    expect(await poll(world)).toMatchObject({ read: { kind: 'failed', mails: 3, remoteId: '7.4' } });
    expect(world.cursor).toMatchObject({ token: '3' });
    expect(world.closed).toBe(1);
  });

  it('a mail that ends every read is set aside in the end, reported, and no longer in the way', async () => {
    const world = aPolledMailbox({ mails: numberedMails(3).map((mail) => ({ ...mail, breaks: mail.uid === 2 })) });
    for (let reads = 1; reads <= 4; reads += 1) {
      await poll(world);
      expect(world.health?.stuckOn).toEqual({ remoteId: '7.2', times: reads });
      later(world, 900_000);
    }
    expect(await poll(world)).toMatchObject({ read: { kind: 'read', mails: 1 } });
    expect(world.setAside).toMatchObject([{ remoteId: '7.2', why: 'unreadable' }]);
    expect(world.health).toMatchObject({ failures: 0, stuckOn: null });
  });

  it('a read that began before somebody put it right does not say that it is wrong', async () => {
    const world = aPolledMailbox();
    world.sourceError = new MailSourceError('needs-authorisation', 'the token was revoked');
    await poll(world);
    later(world, 900_000);
    const { openSource } = world.deps;
    world.deps.openSource = async (mailbox) => {
      if (world.health) world.health = resumedHealth(world.health, world.now);
      return openSource(mailbox);
    };
    expect(await poll(world)).toMatchObject({ read: { kind: 'failed' } });
    expect(world.health).toMatchObject({ failures: 0, lastError: null, retryAt: null });
    expect(world.health).not.toHaveProperty('unauthorisedSince');
  });

  it('a fault of ours is not its failure: the queue tries again', async () => {
    const world = aPolledMailbox({ mails: numberedMails(1) });
    world.deps.stageRaw = () => Promise.reject(new Error('Blob storage is away'));
    await expect(poll(world)).rejects.toThrow('Blob storage is away');
    expect([world.cursor, world.health, world.queued.length, world.closed]).toEqual([null, null, 0, 1]);
  });
});

describe('a poll is passed over', () => {
  it.each([
    ['stale', {}, { scheduledAt: '2026-11-02T08:49:00.000Z' }],
    ['no-such-mailbox', {}, { mailboxId: 'gone' }],
    ['disabled', { mailbox: imapMailbox(993, { enabled: false }) }, {}],
  ] as const)('%s', async (reason, shape, more) => {
    const world = aPolledMailbox({ ...shape, mails: numberedMails(1) });
    expect(await poll(world, more)).toEqual({ kind: 'passed-over', reason, subscriptionError: null });
    expect([world.writes, world.opened]).toEqual([[], 0]);
  });

  it('while another one is at work; and one whose claim ran out under it leaves the rest to the other', async () => {
    const world = aPolledMailbox({ mails: numberedMails(25) });
    const { stageRaw } = world.deps;
    let others = 0;
    world.deps.stageRaw = async (raw, at) => {
      if (others === 0) {
        others += 1;
        expect(await poll(world, { scheduledAt: '2026-11-02T08:59:30.000Z' })).toMatchObject({ kind: 'passed-over', reason: 'busy' });
        // so slow that the claim runs out, and the next poll takes it
        later(world, 4 * 60_000);
        await world.deps.claimPoll('helpdesk', 'another', new Date(world.now.getTime() + 60_000));
      }
      return stageRaw(raw, at);
    };
    expect(await poll(world)).toMatchObject({ read: { mails: 10 }, left: false });
    expect(world.cursor).toMatchObject({ token: '10' });
    expect([world.claim?.owner, world.health]).toEqual(['another', null]);
  });
});

describe("what Graph says of a mailbox's subscription", () => {
  it.each(['renew', 'recreate'] as const)('%s is seen to before the poll', async (subscription) => {
    const world = aPolledMailbox({ mailbox: graphMailbox(), mails: numberedMails(1), listsOnly: true });
    expect(await poll(world, { subscription })).toMatchObject({ kind: 'polled', subscriptionError: null });
    expect(world.subscriptionWishes).toEqual([subscription]);
  });

  it('is seen to also when the poll is passed over, and a failure of it does not keep mails waiting', async () => {
    const world = aPolledMailbox({ mailbox: graphMailbox(), listsOnly: true });
    world.sourceError = new MailSourceError('unreachable', 'away');
    expect(await poll(world, { subscription: 'recreate' })).toMatchObject({ kind: 'polled', subscriptionError: 'unreachable: away' });
    expect(await poll(world, { subscription: 'recreate' })).toMatchObject({
      kind: 'passed-over',
      reason: 'backing-off',
      subscriptionError: 'unreachable: away',
    });
    expect(world.subscriptionWishes).toHaveLength(2);
  });
});

describe('mails that a live subscription should have announced', () => {
  const minutesAgo = (minutes: number) => new Date(Date.parse('2026-11-02T09:00:00Z') - minutes * 60_000);
  const aWorldWith = (receivedAt: Date, createdAt: Date) => {
    const mails = numberedMails(1).map((mail) => ({ ...mail, receivedAt }));
    const world = aPolledMailbox({ mailbox: graphMailbox(), mails, listsOnly: true });
    world.subscription = {
      subscriptionId: 'one',
      resource: '',
      expiresAt: '2026-11-06T09:00:00Z',
      clientStateSha256: 'x',
      notificationUrl: '',
      createdAt: createdAt.toISOString(),
    };
    return world;
  };
  const recreating = { v: 1, mailboxId: 'support', scheduledAt: '2026-11-02T09:00:00.000Z', subscription: 'recreate' };

  it('and were found by the poll only: it is made anew at once, and the mailbox is read once more', async () => {
    const world = aWorldWith(minutesAgo(12), minutesAgo(600));
    expect(await poll(world)).toMatchObject({ read: { mails: 1 }, unannounced: 1 });
    expect(world.polls).toEqual([recreating]);
  });

  it.each([
    ['came a moment ago: its announcement is on its way', aWorldWith(minutesAgo(5), minutesAgo(600))],
    ['is older than the subscription', aWorldWith(minutesAgo(700), minutesAgo(600))],
    ['came soon after the subscription was made anew: once an hour is enough', aWorldWith(minutesAgo(12), minutesAgo(50))],
  ])('but not when the mail %s', async (_, world) => {
    expect(await poll(world)).toMatchObject({ read: { mails: 1 }, unannounced: 0 });
    expect(world.polls).toEqual([]);
  });

  it('but not when it was announced, and failed so far', async () => {
    const world = aWorldWith(minutesAgo(12), minutesAgo(600));
    world.deps.knownRemoteIds = async (_, ids) => new Map(ids.map((id) => [id, 'tried']));
    expect(await poll(world)).toMatchObject({ read: { mails: 1 }, unannounced: 0 });
    expect(world.queued).toMatchObject([{ replay: true }]);
  });
});

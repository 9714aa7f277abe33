import { describe, expect, it } from 'vitest';
import type { PollRef } from '../../shared/domain/queue-items.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { pollMailbox } from '../../shared/workflows/poll-mailbox.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { aPolledMailbox, Killed, numberedMails } from './a-polled-mailbox.ts';

type World = ReturnType<typeof aPolledMailbox>;
const refAt = (world: World, more: Partial<PollRef> = {}): PollRef => ({
  mailboxId: world.mailbox.mailboxId,
  scheduledAt: world.now.toISOString(),
  subscription: 'keep',
  ...more,
});
const poll = (world: World, more: Partial<PollRef> = {}) => pollMailbox(world.deps, refAt(world, more));
const queuedIds = (world: World) => world.queued.map(({ remoteId }) => remoteId);
const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `7.${from + n}`);
const later = (world: World, ms: number) => {
  world.now = new Date(world.now.getTime() + ms);
};

describe('a poll', () => {
  it('leaves alone what arrived before the day that the mailbox starts from, and moves past it', async () => {
    const since = '2026-11-02T10:00:00.000Z';
    const world = aPolledMailbox({ mails: numberedMails(12), mailbox: imapMailbox(993, { since }) });
    expect(await poll(world)).toMatchObject({ read: { kind: 'read', mails: 0 } });
    expect(world.cursor).toMatchObject({ token: '12' });
  });

  it('keeps the bytes of each mail, then queues it, and moves the cursor last, ten mails at a time', async () => {
    const world = aPolledMailbox({ mails: numberedMails(12) });
    expect(await poll(world)).toMatchObject({ kind: 'polled', read: { kind: 'read', mails: 12, note: null }, left: false });
    expect(queuedIds(world)).toEqual(ids(1, 12));
    expect(world.queued[0]).toMatchObject({
      mailboxId: 'helpdesk',
      receivedAt: '2026-11-02T09:00:00.000Z',
      replay: false,
      accepted: false,
    });
    expect(world.blobs.get(world.queued[11]?.rawBlob ?? '')).toBe('Subject: number 12\r\n\r\n');
    expect(world.writes.join(' ').replace(/(stage ?|enqueue ?)+/g, '… ')).toBe('claim … cursor claim … cursor health release');
    expect(world.cursor).toMatchObject({ token: '12' });
    expect(world.health).toMatchObject({ lastPolledAt: '2026-11-02T09:00:00.000Z', lastMailAt: '2026-11-02T09:00:00.000Z', failures: 0 });
    expect([world.opened, world.closed]).toEqual([1, 1]);
    expect(await poll(world)).toMatchObject({ read: { mails: 0 } });
  });

  it('holds few bytes at a time: a group ends at 4 MB', async () => {
    const mails = numberedMails(3).map((mail) => ({ ...mail, raw: mail.raw + 'x'.repeat(3_000_000) }));
    const world = aPolledMailbox({ mails });
    await poll(world);
    expect(world.writes.filter((write) => write === 'cursor')).toHaveLength(2);
  });

  it('acknowledges mails only after they are queued, as the mailbox says, and before the cursor moves', async () => {
    const mailbox = imapMailbox(993, { afterIntake: { action: 'move', folder: 'Taken in' } });
    const world = aPolledMailbox({ mailbox, mails: numberedMails(2) });
    await poll(world);
    expect(world.acknowledged).toEqual(ids(1, 2));
    expect(world.writes).toEqual(['claim', 'stage', 'stage', 'enqueue', 'enqueue', 'acknowledge', 'cursor', 'health', 'release']);
  });

  it('leaves mails to be acknowledged once their outcome is known, where refused ones go elsewhere', async () => {
    const mailbox = imapMailbox(993, { afterIntake: { action: 'mark-seen' }, afterRefusal: { action: 'move', folder: 'Refused' } });
    const world = aPolledMailbox({ mailbox, mails: numberedMails(2) });
    await poll(world);
    expect(world.queued).toHaveLength(2);
    expect(world.acknowledged).toEqual([]);
  });

  it('goes on when mails cannot be acknowledged, and says so', async () => {
    const mailbox = imapMailbox(993, { afterIntake: { action: 'move', folder: 'Taken in' } });
    const world = aPolledMailbox({ mailbox, mails: numberedMails(2) });
    world.acknowledgeError = new MailSourceError('folder-missing', 'no permission');
    await poll(world);
    expect(world.cursor).toMatchObject({ token: '2' });
    expect(world.health).toMatchObject({
      failures: 0,
      lastError: expect.stringContaining('could not be moved to "Taken in": no permission'),
    });
  });

  it('records a mail that is too large, leaves it where it is, and takes in the others', async () => {
    const mailbox = imapMailbox(993, { afterIntake: { action: 'mark-seen' } });
    const world = aPolledMailbox({ mailbox, mails: numberedMails(3).map((mail) => ({ ...mail, large: mail.uid === 2 })) });
    await poll(world);
    expect(world.setAside).toMatchObject([{ mailboxId: 'helpdesk', remoteId: '7.2', why: 'too-large' }]);
    expect(world.acknowledged).toEqual(['7.1', '7.3']);
    expect(world.cursor).toMatchObject({ token: '3' });
  });

  it('ends when its time is used up, and queues the next poll, which goes on', async () => {
    const world = aPolledMailbox({ mails: numberedMails(50) });
    world.tick = 5000;
    expect(await poll(world)).toMatchObject({ left: true });
    expect(world.queued.length).toBeGreaterThan(0);
    expect(world.queued.length).toBeLessThan(50);
    for (let rounds = 0; world.polls.length > 0 && rounds < 20; rounds += 1)
      await pollMailbox(world.deps, world.polls.shift() ?? refAt(world));
    expect(queuedIds(world)).toEqual(ids(1, 50));
  });

  it('takes 500 mails at most', async () => {
    const world = aPolledMailbox({ mails: numberedMails(510) });
    expect(await poll(world)).toMatchObject({ left: true, read: { mails: 500 } });
  });
});

describe('a poll that is killed after a write, and delivered again', () => {
  const cases = [
    ['IMAP', () => aPolledMailbox({ mails: numberedMails(13).map((mail) => ({ ...mail, large: mail.uid === 4 })) })],
    [
      'IMAP, moving',
      () =>
        aPolledMailbox({ mailbox: imapMailbox(993, { afterIntake: { action: 'move', folder: 'Taken in' } }), mails: numberedMails(12) }),
    ],
    ['a source that lists', () => aPolledMailbox({ mailbox: graphMailbox(), mails: numberedMails(12), listsOnly: true })],
  ] as const;
  it.each(cases)('%s: whichever write it was, every mail is queued, and the cursor was never ahead', async (_, make) => {
    let crashes = 0;
    for (let killAfter = 1; ; killAfter += 1) {
      const world = make();
      world.killAfter = killAfter;
      const ref = refAt(world);
      const died = await pollMailbox(world.deps, ref).then(
        () => false,
        (error: unknown) => error instanceof Killed || Promise.reject(error),
      );
      if (!died) break;
      crashes += 1;
      later(world, 1000);
      // the same message, delivered again, need not wait for the claim of the dead one
      expect(await pollMailbox(world.deps, ref)).toMatchObject({ kind: 'polled', read: { kind: 'read' } });
      const seen = new Set([...queuedIds(world), ...world.setAside.map(({ remoteId }) => remoteId)]);
      expect([killAfter, seen.size]).toEqual([killAfter, world.mails.length]);
      expect(world.cursor).toMatchObject({ token: String(world.mails.length) });
      // killed after its last write of mails, it finds nothing new, and its claim runs out by
      // itself
      expect([null, ref.scheduledAt]).toContain(world.claim?.owner ?? null);
    }
    expect(crashes).toBeGreaterThan(15);
  });

  it('and never again: the claim runs out and the next poll goes on', async () => {
    const world = aPolledMailbox({ mails: numberedMails(5) });
    world.killAfter = 4;
    await expect(poll(world)).rejects.toThrow(Killed);
    later(world, 60_000);
    expect(await poll(world)).toMatchObject({ kind: 'passed-over', reason: 'busy' });
    later(world, 3 * 60_000);
    await poll(world);
    expect(new Set(queuedIds(world)).size).toBe(5);
  });
});

describe('a mailbox that is listed without bytes (graph)', () => {
  it('queues what was not announced and passes over what is known', async () => {
    const world = aPolledMailbox({ mailbox: graphMailbox(), mails: numberedMails(3), listsOnly: true });
    world.queued.push({
      mailboxId: 'support',
      remoteId: '7.2',
      rawBlob: null,
      receivedAt: world.now.toISOString(),
      replay: false,
      accepted: false,
    });
    expect(await poll(world)).toMatchObject({ read: { mails: 2 } });
    expect(queuedIds(world)).toEqual(['7.2', '7.1', '7.3']);
    expect(world.cursor).toMatchObject({ token: '3' });
    expect(world.blobs.size).toBe(0);
  });
});

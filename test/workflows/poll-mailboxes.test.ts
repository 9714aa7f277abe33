import { describe, expect, it } from 'vitest';
import type { MailboxState } from '../../shared/domain/mailboxes/mailbox.ts';
import { pollsOf } from '../../shared/domain/queue-items.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { type PollMailboxesDeps, pollMailboxes } from '../../shared/workflows/poll-mailboxes.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { aPolledMailbox, numberedMails } from './a-polled-mailbox.ts';

/** Several mailboxes are polled by one execution: each is looked at, and none waits for another. */

type World = ReturnType<typeof aPolledMailbox>;
const aMailbox = (mailboxId: string, more: { host?: string; mails?: number; listsOnly?: boolean } = {}) =>
  aPolledMailbox({
    mailbox: imapMailbox(993, { mailboxId, host: more.host ?? 'imap.contoso.example' }),
    mails: numberedMails(more.mails ?? 0),
    listsOnly: more.listsOnly ?? false,
  });
/** A mailbox that was read well a minute ago. */
function wellReadMailbox(mailboxId: string, more: Parameters<typeof aMailbox>[1] = {}): World {
  const world = aMailbox(mailboxId, more);
  world.health = { lastPolledAt: '2026-11-02T08:59:00.000Z', lastMailAt: null, failures: 0, lastError: null, retryAt: null, stuckOn: null };
  return world;
}

/** What one process has, for all of these mailboxes. */
function together(worlds: World[]): PollMailboxesDeps {
  const [first] = worlds;
  if (!first) throw new Error('no mailbox');
  const of = (id: string) => worlds.find(({ mailbox }) => mailbox.mailboxId === id) ?? first;
  const state = ({ mailbox, cursor, subscription, health }: World): MailboxState => ({ mailbox, cursor, subscription, health });
  return {
    ...first.deps,
    readMailboxes: async (ids) => ({
      states: ids.map((id) => state(of(id))),
      broken: [{ mailboxId: 'odd', problem: 'kind: Invalid input' }],
    }),
    openSource: (mailbox) => of(mailbox.mailboxId).deps.openSource(mailbox),
    claimPoll: (id, ...rest) => of(id).deps.claimPoll(id, ...rest),
    releasePoll: (id, owner) => of(id).deps.releasePoll(id, owner),
    readCursor: (id) => of(id).deps.readCursor(id),
    readHealth: (id) => of(id).deps.readHealth(id),
    writeCursor: (id, cursor) => of(id).deps.writeCursor(id, cursor),
    writeHealth: (id, health) => of(id).deps.writeHealth(id, health),
  };
}

async function poll(worlds: World[], more: Partial<PollMailboxesDeps> = {}) {
  const [item] = pollsOf(
    worlds.map(({ mailbox }) => mailbox.mailboxId),
    new Date('2026-11-02T09:00:00Z'),
  );
  if (!item) throw new Error('no poll');
  const results = await pollMailboxes({ ...together(worlds), ...more }, item);
  return new Map(results.map(({ mailboxId, result }) => [mailboxId, result]));
}

describe('a poll of several mailboxes', () => {
  it('with nothing new writes nothing, and claims nothing', async () => {
    const worlds = [wellReadMailbox('one'), wellReadMailbox('two')];
    const results = await poll(worlds);
    expect(results.get('two')).toMatchObject({ kind: 'polled', read: { kind: 'read', mails: 0 }, isNews: false });
    expect(results.get('odd')).toMatchObject({ kind: 'waits-for-setting', problem: 'kind: Invalid input' });
    expect(worlds.map(({ writes, opened, closed }) => [writes, opened, closed])).toEqual([
      [[], 1, 1],
      [[], 1, 1],
    ]);
  });

  it('keeps every five minutes that all is well', async () => {
    const [old, fresh] = [wellReadMailbox('old'), wellReadMailbox('fresh')];
    old.health = { ...old.health, lastPolledAt: '2026-11-02T08:55:00.000Z' } as World['health'];
    await poll([old, fresh]);
    expect([old.writes, fresh.writes]).toEqual([['health'], []]);
    expect(old.health?.lastPolledAt).toBe('2026-11-02T09:00:00.000Z');
  });

  it('leaves mails whose bytes are to be fetched to a poll of that mailbox alone', async () => {
    const [busy, quiet] = [wellReadMailbox('busy', { mails: 3 }), wellReadMailbox('quiet')];
    expect((await poll([busy, quiet])).get('busy')).toEqual({ kind: 'handed-over', subscriptionError: null });
    expect([busy.queued, busy.claim, busy.cursor]).toEqual([[], null, null]);
    expect(busy.polls).toMatchObject([{ mailboxId: 'busy' }]);
    expect(busy.polls[0]).not.toHaveProperty('others');
  });

  it('queues mails that are only listed at once, under a claim', async () => {
    const [busy, quiet] = [wellReadMailbox('busy', { mails: 3, listsOnly: true }), wellReadMailbox('quiet')];
    expect((await poll([busy, quiet])).get('busy')).toMatchObject({ kind: 'polled', read: { mails: 3 }, isNews: true });
    expect(busy.writes).toEqual(['claim', 'enqueue', 'enqueue', 'enqueue', 'cursor', 'health', 'release']);
  });

  it('one that fails keeps none of the others, nor does a fault of ours; that is thrown when all are done', async () => {
    const worlds = ['one', 'two', 'three'].map((id) => wellReadMailbox(id));
    const [one, two, three] = worlds;
    if (one) one.sourceError = new MailSourceError('unreachable', 'away');
    const results = await poll(worlds);
    expect(results.get('one')).toMatchObject({ read: { kind: 'failed' }, isNews: true });
    expect(three?.opened).toBe(1);
    if (two) two.deps.openSource = () => Promise.reject(new Error('a bug'));
    await expect(poll(worlds)).rejects.toThrow('a bug');
    expect(three?.opened).toBe(2);
  });

  it('a server that is slow holds up nobody else, and has four polls at a time', async () => {
    const slow = Array.from({ length: 12 }, (_, n) => wellReadMailbox(`slow-${n}`, { host: 'slow.example' }));
    const fast = Array.from({ length: 8 }, (_, n) => wellReadMailbox(`fast-${n}`));
    let waiting = 0;
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const deps = together([...slow, ...fast]);
    const polling = poll([...slow, ...fast], {
      async openSource(mailbox) {
        if (mailbox.mailboxId.startsWith('slow')) {
          waiting += 1;
          await answered;
        }
        return deps.openSource(mailbox);
      },
    });
    for (let turns = 0; turns < 200; turns += 1) await Promise.resolve();
    expect([waiting, fast.filter(({ closed }) => closed === 1).length]).toEqual([4, 8]);
    answer();
    expect((await polling).size).toBe(21);
  });

  it('what could not be begun in time is queued anew', async () => {
    const worlds = Array.from({ length: 14 }, (_, n) => wellReadMailbox(`slow-${n}`));
    const [first] = worlds;
    const deps = together(worlds);
    await poll(worlds, {
      openSource(mailbox) {
        if (first) first.now = new Date(first.now.getTime() + 30_000);
        return deps.openSource(mailbox);
      },
    });
    const begun = worlds.filter(({ opened }) => opened === 1).length;
    const queued = first?.polls.flatMap(({ mailboxId, others = [] }) => [mailboxId, ...others]) ?? [];
    expect(begun).toBeLessThan(14);
    expect(begun + queued.length).toBe(14);
  });
});

describe('two polls of one mailbox at the same time', () => {
  it('only one takes in a mail: the other finds the cursor moved when it has the claim', async () => {
    const world = wellReadMailbox('busy', { mails: 3, listsOnly: true });
    const another = wellReadMailbox('quiet');
    const slow = together([world, another]);
    const claimLate: PollMailboxesDeps['claimPoll'] = async (...claim) => {
      // the other poll runs from its start to its end between the listing and the claim
      if (world.queued.length === 0) expect((await poll([world, another])).get('busy')).toMatchObject({ read: { mails: 3 } });
      return slow.claimPoll(...claim);
    };
    const results = await poll([world, another], { claimPoll: claimLate });
    expect(results.get('busy')).toEqual({ kind: 'passed-over', reason: 'busy', subscriptionError: null });
    expect([world.queued.length, world.claim]).toEqual([3, null]);
  });
});

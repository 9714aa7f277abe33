import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cosmos, startCosmos } from '../../local/cosmos/start-cosmos.ts';
import { mailboxStore } from '../../shared/adapters/cosmos/mailboxes.ts';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { pollTimesStore } from '../../shared/adapters/cosmos/poll-times.ts';
import type { Subscription } from '../../shared/domain/mailboxes/subscription.ts';
import { seedCosmos } from '../support/seed-cosmos.ts';

let folder: string;
let cosmos: Cosmos;
let container: Container;
let now = new Date('2026-11-02T09:00:00Z');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
  cosmos = await startCosmos({ file: join(folder, 'cosmos.sqlite') });
  await seedCosmos({
    cosmos: { ...cosmos, database: 'psa-email' },
    imap: { host: '127.0.0.1', port: 993, user: 'helpdesk@contoso.example', secretName: 'helpdesk' },
  });
  container = openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions: false }).container('mailboxes');
});
afterAll(async () => {
  await cosmos?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** As another process has it. */
const store = () => mailboxStore(container, () => now, expect.fail);
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

describe('what is kept of a mailbox', () => {
  it('is there together: settings, cursor, subscription, health', async () => {
    expect(await store().readMailbox('helpdesk')).toMatchObject({
      mailbox: { kind: 'imap' },
      cursor: null,
      subscription: null,
      health: null,
    });
    await store().writeCursor('helpdesk', { kind: 'imap', token: '7.41' });
    await store().writeCursor('helpdesk', { kind: 'imap', token: '7.42' });
    const health = { lastPolledAt: now.toISOString(), lastMailAt: null, failures: 0, lastError: null, retryAt: null, stuckOn: null };
    await store().writeHealth('helpdesk', health);
    expect(await store().readMailbox('helpdesk')).toMatchObject({ cursor: { kind: 'imap', token: '7.42' }, health });
    expect(await store().readMailbox('nobody')).toBeNull();
  });

  it('is listed for all, and one that is broken does not hide the others', async () => {
    await container.items.create({ id: 'mailbox', type: 'mailbox', mailboxId: 'odd', kind: 'imap', address: 'no address' });
    const { states, broken } = await store().listMailboxes();
    expect(states.map(({ mailbox }) => mailbox.mailboxId).sort()).toEqual(['helpdesk', 'support']);
    expect(states.find(({ mailbox }) => mailbox.mailboxId === 'helpdesk')?.cursor).toMatchObject({ token: '7.42' });
    expect(broken).toMatchObject([
      {
        mailboxId: 'odd',
        problem: expect.stringMatching(/^The setting mailbox "odd" can't be read \(.*address: must be an e-mail address/),
      },
    ]);
  });
});

describe('a subscription is written only by a process that saw the last one', () => {
  const subscription = (subscriptionId: string): Subscription => ({
    subscriptionId,
    resource: "/users/support@contoso.example/mailFolders('inbox')/messages",
    expiresAt: '2026-11-08T09:00:00Z',
    clientStateSha256: `hash of ${subscriptionId}`,
    notificationUrl: 'https://psa.contoso.example/api/graph/notifications',
  });

  it('so that of two that were created at the same time one stays', async () => {
    const wins = await Promise.all([
      store().writeSubscription('support', subscription('one'), null),
      store().writeSubscription('support', subscription('two'), null),
    ]);
    expect(wins.filter((won) => won)).toHaveLength(1);
    const stored = (await store().readMailbox('support'))?.subscription;
    expect(stored?.subscriptionId).toBe(wins[0] ? 'one' : 'two');
    expect(await store().writeSubscription('support', subscription('three'), subscription('an older one'))).toBe(false);
    expect(await store().writeSubscription('support', subscription('three'), stored ?? null)).toBe(true);
    const { clientStateSha256 } = subscription('three');
    const known = { mailboxId: 'support', subscriptionId: 'three', clientStateSha256 };
    expect(Object.fromEntries(await store().subscriptions())).toEqual({ three: known, [clientStateSha256]: known });
    expect(await store().writeSubscription('support', null, subscription('three'))).toBe(true);
    expect((await store().readMailbox('support'))?.subscription).toBeNull();
  });
});

describe('a mailbox is polled by one at a time', () => {
  it('the first takes the claim, others wait until it is given up or has run out', async () => {
    const taken = await Promise.all(['a', 'b', 'c'].map((owner) => store().claimPoll('helpdesk', owner, minutes(3))));
    expect(taken.filter((won) => won)).toHaveLength(1);
    const owner = ['a', 'b', 'c'][taken.indexOf(true)] ?? '';
    expect(await store().claimPoll('helpdesk', 'd', minutes(3))).toBe(false);
    await store().releasePoll('helpdesk', 'd');
    expect(await store().claimPoll('helpdesk', 'd', minutes(3))).toBe(false);
    await store().releasePoll('helpdesk', owner);
    expect(await store().claimPoll('helpdesk', 'd', minutes(3))).toBe(true);
    now = minutes(4);
    expect(await store().claimPoll('helpdesk', 'e', minutes(3))).toBe(true);
    expect(await store().claimPoll('helpdesk', 'd', minutes(3))).toBe(false);
  });

  it('and the same poll, delivered again after a crash, goes on at once; it renews its claim while it is at work', async () => {
    now = minutes(10);
    expect(await store().claimPoll('support', 'a', minutes(3))).toBe(true);
    expect(await store().claimPoll('support', 'a', minutes(3))).toBe(true);
    now = minutes(2);
    expect(await store().claimPoll('support', 'a', minutes(3))).toBe(true);
    now = minutes(2);
    expect(await store().claimPoll('support', 'b', minutes(3))).toBe(false);
  });

  it('that finds nothing asks the store four times: what is kept, the claim, how it went, the claim given up', async () => {
    const one = store();
    await one.readMailbox('helpdesk');
    await one.releasePoll('helpdesk', 'e');
    const health = { lastPolledAt: now.toISOString(), lastMailAt: null, failures: 0, lastError: null, retryAt: null, stuckOn: null };
    await cosmos.resetStats();
    await one.readMailbox('helpdesk');
    expect(await one.claimPoll('helpdesk', 'f', minutes(3))).toBe(true);
    await one.writeHealth('helpdesk', health);
    await one.releasePoll('helpdesk', 'f');
    expect(Object.values(await cosmos.stats()).reduce((sum, { count }) => sum + count, 0)).toBe(4);
  });

  it('and a process whose claim ran out neither takes nor ends the claim of the next', async () => {
    const [slow, next] = [store(), store()];
    expect(await slow.claimPoll('helpdesk', 'slow', minutes(1))).toBe(true);
    now = minutes(2);
    expect(await next.claimPoll('helpdesk', 'next', minutes(3))).toBe(true);
    expect(await slow.claimPoll('helpdesk', 'slow', minutes(3))).toBe(false);
    await slow.releasePoll('helpdesk', 'slow');
    expect(await next.claimPoll('helpdesk', 'next', minutes(3))).toBe(true);
    expect(await slow.claimPoll('helpdesk', 'another', minutes(3))).toBe(false);
    await next.releasePoll('helpdesk', 'next');
    expect(await slow.claimPoll('helpdesk', 'another', minutes(3))).toBe(true);
  });
});

describe('several mailboxes', () => {
  it('are read in one request, with no others', async () => {
    const { states } = await store().readMailboxes(['helpdesk', 'nobody']);
    expect(states.map(({ mailbox }) => mailbox.mailboxId)).toEqual(['helpdesk']);
    expect(await store().readCursor('helpdesk')).toEqual({ kind: 'imap', token: '7.42' });
    expect(await store().readCursor('support')).toBeNull();
  });
});

describe('when each mailbox was given to a poll', () => {
  const times = pollTimesStore;

  it('is kept for all together, and no mailbox', async () => {
    expect(await times(container).readPollTimes()).toEqual({ asked: new Map(), version: null });
    expect(await times(container).writePollTimes(new Map([['helpdesk', 1]]), null)).toBe(true);
    expect(await times(container).readPollTimes()).toMatchObject({ asked: new Map([['helpdesk', 1]]) });
    const { states, broken } = await store().listMailboxes();
    expect([...states.map(({ mailbox }) => mailbox.mailboxId), ...broken.map(({ mailboxId }) => mailboxId)]).not.toContain('$poll-times');
  });

  it('of two timers at the same time, one is late', async () => {
    const { version } = await times(container).readPollTimes();
    expect(await times(container).writePollTimes(new Map([['helpdesk', 2]]), version)).toBe(true);
    expect(await times(container).writePollTimes(new Map([['helpdesk', 3]]), version)).toBe(false);
    expect(await times(container).writePollTimes(new Map([['helpdesk', 3]]), null)).toBe(false);
    expect((await times(container).readPollTimes()).asked.get('helpdesk')).toBe(2);
  });

  it('that can not be read is none: each mailbox is polled once more', async () => {
    const { version } = await times(container).readPollTimes();
    await container.items.upsert({ id: 'poll-times', type: 'poll-times', mailboxId: '$poll-times', asked: '{"helpdesk":"soon"}' });
    const broken = await times(container).readPollTimes();
    expect(broken.asked.size).toBe(0);
    expect(broken.version).not.toBe(version);
    expect(await times(container).writePollTimes(new Map([['helpdesk', 4]]), broken.version)).toBe(true);
  });
});

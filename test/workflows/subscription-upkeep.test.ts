import { describe, expect, it } from 'vitest';
import { MailSourceError } from '../../shared/errors.ts';
import { acceptLifecycle } from '../../shared/workflows/accept-lifecycle.ts';
import { renewSubscription } from '../../shared/workflows/renew-subscription.ts';
import { renewSubscriptions } from '../../shared/workflows/renew-subscriptions.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';
import { aSubscribedMailbox, expectOne, notificationUrl } from './a-subscribed-mailbox.ts';

const events = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;

/** Every order of these. */
const ordersOf = <T>(things: readonly T[]): T[][] =>
  things.length === 0 ? [[]] : things.flatMap((one, n) => ordersOf(things.toSpliced(n, 1)).map((rest) => [one, ...rest]));

describe('what Graph tells of a subscription', () => {
  const orders = ordersOf(events).flatMap((order) => [
    { order, posts: order.map((event) => [event]) },
    { order, posts: [order] },
    { order, posts: [order.slice(0, 2), order.slice(2)] },
  ]);

  it.each(orders)('leaves one that lives, is known, and is followed by a poll, in whatever order it comes: $posts', async ({ posts }) => {
    const deployment = aSubscribedMailbox();
    await deployment.see();
    deployment.later(30);
    let polls = 0;
    for (const post of posts) {
      // those that are told late are of the subscription that they were sent for
      const { subscriptionId = '', clientState = '' } = firstOf(deployment);
      if (post.includes('subscriptionRemoved')) deployment.world.live.clear();
      const value = post.map((lifecycleEvent) => ({ subscriptionId, clientState, lifecycleEvent }));
      const accepted = await acceptLifecycle(
        {
          now: () => deployment.world.now,
          findSubscription: async (id) => {
            const stored = deployment.stored();
            return stored?.subscriptionId === id ? { mailboxId: 'support', clientStateSha256: stored.clientStateSha256 } : null;
          },
          noteEvent: async () => {},
        },
        JSON.stringify({ value }),
      );
      if (accepted.kind !== 'accepted') return expect.fail(accepted.reason);
      polls += accepted.polls.length;
      for (const poll of accepted.polls) if (poll.subscription !== 'keep') await deployment.see(poll.subscription);
      deployment.later(1);
    }
    expectOne(deployment);
    expect(polls).toBe(posts.length);
  });

  it('that it wants to be renewed is answered once in ten minutes, however often it is told', async () => {
    const deployment = aSubscribedMailbox();
    await deployment.see();
    deployment.later(30);
    const became: string[] = [];
    for (let minute = 0; minute < 22; minute += 1) {
      became.push(await deployment.see('renew'));
      deployment.later(1);
    }
    expect(became.filter((one) => one === 'renewed')).toHaveLength(3);
  });
});

const firstOf = ({ world }: ReturnType<typeof aSubscribedMailbox>) => {
  const [entry] = world.live;
  return entry ? { subscriptionId: entry[0], clientState: entry[1].clientState } : { subscriptionId: '', clientState: '' };
};

describe('a subscription that Graph refuses', () => {
  it('is asked for less and less often, and why is kept; when it is asked for, or allowed, it is made', async () => {
    const deployment = aSubscribedMailbox();
    const { create } = deployment.deps;
    let asked = 0;
    deployment.deps.create = async () => {
      asked += 1;
      throw new MailSourceError('login-refused', 'the app may not read this mailbox');
    };
    // by the timer, for ten days
    for (let quarter = 0; quarter < 960; quarter += 1) {
      await deployment.see().catch((error: unknown) => expect(error).toBeInstanceOf(MailSourceError));
      deployment.later(15);
    }
    expect(asked).toBeLessThan(20);
    expect(deployment.stored()).toMatchObject({
      subscriptionId: '',
      refusal: { failure: 'login-refused', message: 'the app may not read this mailbox', times: asked },
    });
    deployment.deps.create = create;
    expect(await deployment.see('recreate')).toBe('created');
    expectOne(deployment);
    expect(deployment.stored()?.refusal).toBeUndefined();
  });
});

describe('an outage of the source', () => {
  it.each([
    ['an hour', 4],
    ['ten days', 960],
  ])('of %s leaves the one that lives, or is followed by a new one', async (_, quarters) => {
    const deployment = aSubscribedMailbox();
    await deployment.see();
    const { deps, world } = deployment;
    const away = () => Promise.reject(new MailSourceError('unreachable', 'nobody answers'));
    const there = { create: deps.create, read: deps.read, renew: deps.renew, remove: deps.remove, list: deps.list };
    Object.assign(deps, { create: away, read: away, renew: away, remove: away, list: away });
    for (let quarter = 0; quarter < quarters; quarter += 1) {
      await deployment.see().catch((error: unknown) => expect(error).toBeInstanceOf(MailSourceError));
      deployment.later(15);
      // Graph ends them by itself
      for (const [id, { expiresAt }] of world.live) if (expiresAt <= world.now) world.live.delete(id);
    }
    Object.assign(deps, there);
    expect(await deployment.see('recreate')).toBe('created');
    expectOne(deployment);
  });

  it.each([
    ['ahead', 3 * 86_400_000],
    ['back', -3 * 86_400_000],
  ])('a clock that jumps %s and is set right leaves one that lives', async (_, ms) => {
    const deployment = aSubscribedMailbox();
    const { world } = deployment;
    await deployment.see();
    for (const by of [ms, -ms]) {
      world.now = new Date(world.now.getTime() + by);
      await deployment.see('renew');
      expectOne(deployment);
    }
    deployment.later(24 * 60);
    expect(await deployment.see()).toMatch(/^(kept|renewed)$/);
    expectOne(deployment);
  });
});

describe('several folders', () => {
  const mailbox = graphMailbox({ folders: ['inbox', 'archive'] });

  it('have a subscription each; one that is refused keeps no other from its own, and one that goes away has none', async () => {
    const deployment = aSubscribedMailbox(mailbox);
    const { deps, world } = deployment;
    const { create } = deps;
    deps.create = async (wanted) => {
      if (wanted.resource.includes('archive')) throw new MailSourceError('folder-missing', 'no such folder');
      return create(wanted);
    };
    await expect(deployment.see()).rejects.toThrow('no such folder');
    expect([...world.live.values()].map(({ resource }) => resource)).toEqual([expect.stringContaining('inbox')]);
    deps.create = create;
    deployment.later(15);
    expect(await deployment.see()).toBe('created');
    expect(world.live.size).toBe(2);
    expect(await deployment.see()).toBe('kept');
    expect(await renewSubscription(deps, { ...mailbox, folders: ['inbox'] }, 'keep')).toBe('removed');
    expect([...world.live.values()].map(({ resource }) => resource)).toEqual([expect.stringContaining('inbox')]);
    expect(await renewSubscription(deps, { ...mailbox, enabled: false }, 'keep')).toBe('removed');
    expect(world.live.size).toBe(0);
  });

  it('in another order are subscribed to as before', async () => {
    const deployment = aSubscribedMailbox(mailbox);
    await deployment.see();
    await renewSubscription(deployment.deps, { ...mailbox, folders: ['archive', 'inbox'] }, 'keep');
    expect([...deployment.world.live.values()].map(({ resource }) => resource).sort()).toEqual([
      expect.stringContaining('archive'),
      expect.stringContaining('inbox'),
    ]);
    expect(new Set(deployment.world.live.keys())).toEqual(
      new Set([...deployment.rows.values()].flatMap((row) => row?.subscriptionId ?? [])),
    );
  });
});

describe('subscriptions that nobody knows', () => {
  it('are removed if they announce to us; those of another installation are left alone and told', async () => {
    const deployment = aSubscribedMailbox();
    const { deps, world } = deployment;
    await deployment.see();
    const resource = deployment.stored()?.resource ?? '';
    const made = { resource, clientState: 'x', expiresAt: world.now };
    world.live.set('left by a crash', { ...made, notificationUrl });
    world.live.set('of another', { ...made, notificationUrl: 'https://staging.contoso.example/api/graph/notifications' });
    const listMailboxes = async () => ({
      states: [{ mailbox: graphMailbox(), cursor: null, subscription: deployment.stored(), health: null }],
      broken: [],
    });
    const found = await renewSubscriptions({ ...deps, listMailboxes });
    expect(found).toMatchObject({ strays: 1, others: ['https://staging.contoso.example/api/graph/notifications'] });
    expect([...world.live.keys()]).toEqual([deployment.stored()?.subscriptionId, 'of another']);
    const noList = { ...deps, listMailboxes, list: () => Promise.reject(new MailSourceError('throttled', 'later')) };
    expect(await renewSubscriptions(noList)).toMatchObject({ strays: 0, results: [{ result: 'kept' }] });
  });
});

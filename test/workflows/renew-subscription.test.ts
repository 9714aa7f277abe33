import { describe, expect, it } from 'vitest';
import type { Subscription } from '../../shared/domain/mailboxes/mailbox.ts';
import { isClientState } from '../../shared/domain/subscriptions/client-state.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { type RenewSubscriptionDeps, renewSubscription } from '../../shared/workflows/renew-subscription.ts';
import { renewSubscriptions } from '../../shared/workflows/renew-subscriptions.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';

const mailbox = graphMailbox();
const url = 'https://psa.contoso.example/api/graph/notifications';
class Killed extends Error {}

/**
 * Graph's subscriptions and our database as plain values; with write number `killAfter` the process
 * is killed, the write done.
 */
function aWorld() {
  const world = {
    live: new Map<string, { resource: string; notificationUrl: string; clientState: string; expiresAt: Date }>(),
    now: new Date('2026-11-02T09:00:00Z'),
    made: 0,
    secrets: 0,
    writes: 0,
    killAfter: Number.POSITIVE_INFINITY,
  };
  const rows = new Map<string, Subscription | null>();
  const write = () => {
    world.writes += 1;
    if (world.writes === world.killAfter) throw new Killed();
  };
  const deps: RenewSubscriptionDeps = {
    now: () => world.now,
    makeClientState() {
      world.secrets += 1;
      return `secret ${world.secrets}`;
    },
    notificationUrl: url,
    lifecycleUrl: url,
    async create({ resource, notificationUrl, clientState, expiresAt }) {
      if ([...world.live.values()].some((one) => one.resource === resource)) return null;
      world.made += 1;
      const subscriptionId = `subscription ${world.made}`;
      // Graph gives the resource back without the slash
      world.live.set(subscriptionId, { resource, notificationUrl, clientState, expiresAt });
      write();
      return { subscriptionId, expiresAt };
    },
    read: async (subscriptionId) => world.live.get(subscriptionId) ?? null,
    async renew(subscriptionId, expiresAt) {
      const one = world.live.get(subscriptionId);
      if (!one) return null;
      one.expiresAt = expiresAt;
      write();
      return { expiresAt };
    },
    async remove(subscriptionId) {
      world.live.delete(subscriptionId);
      write();
    },
    list: async () =>
      [...world.live].map(([subscriptionId, { resource, notificationUrl }]) => ({
        subscriptionId,
        resource: resource.slice(1).toLowerCase(),
        notificationUrl,
      })),
    async writeSubscription(mailboxId, subscription, replaces) {
      const row = rows.get(mailboxId);
      if (row?.clientStateSha256 !== replaces?.clientStateSha256 || row?.subscriptionId !== replaces?.subscriptionId) return false;
      rows.set(mailboxId, subscription);
      write();
      return true;
    },
  };
  const stored = () => rows.get('support') ?? null;
  return {
    world,
    stored,
    deps,
    see: (wanted: 'keep' | 'renew' | 'recreate' = 'keep') => renewSubscription(deps, mailbox, stored(), wanted),
  };
}

/** Exactly one is live, it is the stored one, and its secret is the one whose hash is kept. */
function expectOne({ world, stored }: ReturnType<typeof aWorld>) {
  const [[id, live] = ['', null], ...others] = [...world.live];
  expect([others, id]).toEqual([[], stored()?.subscriptionId]);
  expect(isClientState(live?.clientState ?? '', stored()?.clientStateSha256 ?? '')).toBe(true);
}

describe('the subscription of a Graph mailbox', () => {
  it('is created for six days, renewed every day, and only the hash of its secret is kept', async () => {
    const deployment = aWorld();
    expect(await deployment.see()).toBe('created');
    expectOne(deployment);
    expect(deployment.stored()).toMatchObject({ expiresAt: '2026-11-08T09:00:00.000Z', notificationUrl: url });
    expect(JSON.stringify(deployment.stored())).not.toContain('secret 1');
    expect(await deployment.see()).toBe('kept');
    deployment.world.now = new Date('2026-11-03T09:00:01Z');
    expect(await deployment.see()).toBe('renewed');
    expect(deployment.stored()?.expiresAt).toBe('2026-11-09T09:00:01.000Z');
  });

  it('is made anew when Graph has lost it, whether or not it says so', async () => {
    const deployment = aWorld();
    await deployment.see();
    for (const wanted of ['keep', 'renew'] as const) {
      deployment.world.live.clear();
      expect(await deployment.see(wanted)).toBe('created');
      expectOne(deployment);
    }
    expect(await deployment.see('recreate')).toBe('created');
    expectOne(deployment);
  });

  it.each(['keep', 'renew', 'recreate'] as const)(
    'is there and the only one, whichever write the process dies after (%s)',
    async (wanted) => {
      for (let killAfter = 1, died = true; died; killAfter += 1) {
        const deployment = aWorld();
        if (wanted !== 'keep') await deployment.see();
        deployment.world.killAfter = deployment.world.writes + killAfter;
        died = await deployment.see(wanted).then(
          () => false,
          (error: unknown) => error instanceof Killed || Promise.reject(error),
        );
        // a process that finds one being made waits, and then makes it
        deployment.world.now = new Date(deployment.world.now.getTime() + 3 * 60_000);
        await deployment.see();
        expectOne(deployment);
      }
    },
  );

  it('is one when two make it at the same time', async () => {
    const deployment = aWorld();
    const alike = [1, 2, 3].map(() => renewSubscription(deployment.deps, mailbox, null, 'keep'));
    expect((await Promise.all(alike)).sort()).toEqual(['created', 'lost-race', 'lost-race']);
    expectOne(deployment);
    const { create } = deployment.deps;
    deployment.deps.create = async (wanted) => {
      // Graph is so slow that the next timer begins anew
      deployment.deps.create = create;
      deployment.world.now = new Date(deployment.world.now.getTime() + 3 * 60_000);
      expect(await deployment.see('recreate')).toBe('created');
      return create(wanted);
    };
    expect(await deployment.see('recreate')).toBe('lost-race');
    expectOne(deployment);
  });

  it('of another installation is left alone, and named', async () => {
    const { deps, world, see } = aWorld();
    await deps.create({
      resource: "/users/support@contoso.example/mailFolders('inbox')/messages",
      notificationUrl: 'https://other.contoso.example/x',
      lifecycleUrl: url,
      clientState: 'x',
      expiresAt: world.now,
    });
    await expect(see()).rejects.toThrow(/told to https:\/\/other\.contoso\.example\/x already/);
    expect(world.live.size).toBe(1);
  });

  it('is removed with a mailbox that was disabled', async () => {
    const { deps, world, stored, see } = aWorld();
    await see();
    expect(await renewSubscription(deps, { ...mailbox, enabled: false }, stored(), 'keep')).toBe('removed');
    expect([world.live.size, stored()]).toEqual([0, null]);
  });
});

describe('all subscriptions', () => {
  it('are seen to, those of other mailboxes too when one fails; a new one is followed by a poll', async () => {
    const { deps, world } = aWorld();
    const failing = graphMailbox({ mailboxId: 'failing', user: 'failing@contoso.example' });
    const state = (one: typeof mailbox | ReturnType<typeof imapMailbox>) => ({
      mailbox: one,
      cursor: null,
      subscription: null,
      health: null,
    });
    const create: typeof deps.create = async (wanted) => {
      if (wanted.resource.includes('failing')) throw new MailSourceError('login-refused', 'no consent');
      return deps.create(wanted);
    };
    const renewed = await renewSubscriptions({
      now: deps.now,
      depsFor: async () => ({ ...deps, create }),
      listMailboxes: async () => ({ states: [state(failing), state(imapMailbox(993)), state(mailbox)], broken: [] }),
    });
    expect(renewed.results).toEqual([
      { mailboxId: 'failing', result: 'failed', error: 'login-refused: no consent' },
      { mailboxId: 'support', result: 'created', error: null },
    ]);
    expect(renewed.polls).toEqual([{ v: 1, mailboxId: 'support', scheduledAt: world.now.toISOString(), subscription: 'keep' }]);
  });
});

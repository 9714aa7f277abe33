import { expect } from 'vitest';
import type { Subscription } from '../../shared/domain/mailboxes/subscription.ts';
import { isClientState } from '../../shared/domain/subscriptions/client-state.ts';
import { type RenewSubscriptionDeps, renewSubscription } from '../../shared/workflows/renew-subscription.ts';
import type { RenewSubscriptionsDeps } from '../../shared/workflows/renew-subscriptions.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';
import { Killed } from './a-polled-mailbox.ts';

export const notificationUrl = 'https://psa.contoso.example/api/graph/notifications';

/**
 * Graph's subscriptions and our database as plain values; with write number `killAfter` the process
 * is killed, the write done.
 */
export function aSubscribedMailbox(mailbox = graphMailbox()) {
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
  const deps: RenewSubscriptionsDeps & RenewSubscriptionDeps = {
    depsFor: async () => deps,
    now: () => world.now,
    makeClientState() {
      world.secrets += 1;
      return `secret ${world.secrets}`;
    },
    notificationUrl,
    lifecycleUrl: notificationUrl,
    async create({ resource, notificationUrl: tellsTo, clientState, expiresAt }) {
      if ([...world.live.values()].some((one) => one.resource === resource)) return null;
      world.made += 1;
      const subscriptionId = `subscription ${world.made}`;
      // Graph gives the resource back without the slash
      world.live.set(subscriptionId, { resource, notificationUrl: tellsTo, clientState, expiresAt });
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
      [...world.live].map(([subscriptionId, { resource, notificationUrl: tellsTo }]) => ({
        subscriptionId,
        resource: resource.slice(1).toLowerCase(),
        notificationUrl: tellsTo,
      })),
    readSubscriptions: async (mailboxId) =>
      [...rows].flatMap(([key, subscription]) => {
        const [id, slot = null] = key.split(' ');
        return id === mailboxId && subscription ? [{ slot, subscription }] : [];
      }),
    storedSubscriptions: async () => [...rows].flatMap(([key, row]) => (row ? [{ ...row, mailboxId: key.split(' ')[0] ?? '' }] : [])),
    listMailboxes: async () => ({ states: [], broken: [] }),
    async writeSubscription(mailboxId, subscription, replaces, slot) {
      const key = slot === null ? mailboxId : `${mailboxId} ${slot}`;
      const row = rows.get(key);
      if (row?.clientStateSha256 !== replaces?.clientStateSha256 || row?.subscriptionId !== replaces?.subscriptionId) return false;
      rows.set(key, subscription);
      write();
      return true;
    },
  };
  const stored = () => rows.get('support') ?? null;
  return {
    world,
    rows,
    stored,
    deps,
    later(minutes: number) {
      world.now = new Date(world.now.getTime() + minutes * 60_000);
    },
    see: (wanted: 'keep' | 'renew' | 'recreate' = 'keep') => renewSubscription(deps, mailbox, wanted),
  };
}

/** Exactly one is live, it is the stored one, and its secret is the one whose hash is kept. */
export function expectOne({ world, stored }: ReturnType<typeof aSubscribedMailbox>) {
  const [[id, live] = ['', null], ...others] = [...world.live];
  expect([others, id]).toEqual([[], stored()?.subscriptionId]);
  expect(isClientState(live?.clientState ?? '', stored()?.clientStateSha256 ?? '')).toBe(true);
}

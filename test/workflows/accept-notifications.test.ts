import { describe, expect, it } from 'vitest';
import { hashClientState } from '../../shared/domain/subscriptions/client-state.ts';
import { type AcceptLifecycleDeps, acceptLifecycle } from '../../shared/workflows/accept-lifecycle.ts';
import { acceptNotifications } from '../../shared/workflows/accept-notifications.ts';

const told: unknown[] = [];
const deps: AcceptLifecycleDeps = {
  noteEvent: async (...event) => void told.push(event),
  now: () => new Date('2026-11-02T09:00:00Z'),
  findSubscription: async (id, hash) => {
    if (id === 'away') throw new Error('the database is away');
    return ['one', 'two'].includes(id)
      ? { mailboxId: id === 'one' ? 'support' : 'sales', clientStateSha256: hashClientState(`secret of ${id}`) }
      : hash === hashClientState('secret of one that is being made')
        ? { mailboxId: 'support', clientStateSha256: hash }
        : null;
  },
};
const created = (id: string, more = {}) => ({
  subscriptionId: 'one',
  clientState: 'secret of one',
  changeType: 'created',
  resource: 'Users/x/Messages/y',
  resourceData: { '@odata.type': '#Microsoft.Graph.Message', id },
  tenantId: 't',
  ...more,
});
const post = (...value: unknown[]) => JSON.stringify({ value });

describe('a notification of Graph', () => {
  it('becomes a pointer to its mail: several in one POST, of several mailboxes, each mail once', async () => {
    const two = { subscriptionId: 'two', clientState: 'secret of two' };
    const accepted = await acceptNotifications(deps, post(created('a'), created('b'), created('a'), created('a', two)));
    const ref = { v: 1, rawBlob: null, receivedAt: '2026-11-02T09:00:00.000Z', replay: false, accepted: false };
    expect(accepted).toEqual({
      kind: 'accepted',
      refs: [
        { mailboxId: 'support', remoteId: 'a', ...ref },
        { mailboxId: 'support', remoteId: 'b', ...ref },
        { mailboxId: 'sales', remoteId: 'a', ...ref },
      ],
      rejected: [],
    });
  });

  it('that comes before its subscription has its id here is known by its secret', async () => {
    const early = created('a', { subscriptionId: 'new', clientState: 'secret of one that is being made' });
    expect(await acceptNotifications(deps, post(early))).toMatchObject({ refs: [{ mailboxId: 'support', remoteId: 'a' }], rejected: [] });
  });

  it.each([
    ['wrong-client-state', created('a', { clientState: 'guessed' }), 'one'],
    ['wrong-client-state', created('a', { clientState: 'secret of two' }), 'one'],
    ['wrong-client-state', created('a', { clientState: '' }), 'one'],
    ['unknown-subscription', created('a', { subscriptionId: 'nine' }), 'nine'],
    ['unknown-kind', created('a', { changeType: 'deleted' }), 'deleted'],
  ])('is rejected, counted and named: %s', async (reason, item, name) => {
    const accepted = await acceptNotifications(deps, post(item, created('b'), item));
    expect(accepted).toMatchObject({ refs: [{ remoteId: 'b' }], rejected: [{ reason, count: 2, names: [name] }] });
  });

  it.each([
    ['no clientState', { ...created('a'), clientState: undefined }],
    ['no id', created('a', { resourceData: {} })],
    ['an id without an end', created('x'.repeat(2000))],
    ['nothing at all', null],
  ])('is rejected if it is malformed (%s), and the others are not', async (_, item) => {
    expect(await acceptNotifications(deps, post(item, created('b')))).toMatchObject({
      refs: [{ remoteId: 'b' }],
      rejected: [{ reason: 'malformed', count: 1, names: [] }],
    });
  });

  it.each([
    ['not-notifications', 'no JSON'],
    ['not-notifications', '{}'],
    ['not-notifications', '{"value":{}}'],
    ['not-notifications', post(...Array.from({ length: 1001 }, () => ({})))],
    ['too-large', post(created('a', { padding: 'x'.repeat(1024 * 1024) }))],
  ])('a POST is refused: %s', async (reason, body) => {
    expect(await acceptNotifications(deps, body)).toEqual({ kind: 'refused', reason });
  });

  it('fails, so that Graph posts it again, when subscriptions cannot be looked up', async () => {
    await expect(acceptNotifications(deps, post(created('a', { subscriptionId: 'away' })))).rejects.toThrow('the database is away');
  });
});

describe('a lifecycle notification of Graph', () => {
  const event = (lifecycleEvent: string, more = {}) => ({ subscriptionId: 'one', clientState: 'secret of one', lifecycleEvent, ...more });

  it.each([
    ['missed', 'keep'],
    ['reauthorizationRequired', 'renew'],
    ['subscriptionRemoved', 'recreate'],
  ])('%s asks for a poll, and of the subscription: %s', async (lifecycleEvent, subscription) => {
    expect(await acceptLifecycle(deps, post(event(lifecycleEvent)))).toEqual({
      kind: 'accepted',
      polls: [{ v: 1, mailboxId: 'support', scheduledAt: '2026-11-02T09:00:00.000Z', subscription }],
      rejected: [],
    });
  });

  it('of several for one mailbox the weightiest counts, in whatever order they come', async () => {
    const two = { subscriptionId: 'two', clientState: 'secret of two' };
    const body = post(event('subscriptionRemoved'), event('missed', two), event('missed'), event('reauthorizationRequired'));
    told.length = 0;
    expect(await acceptLifecycle(deps, body)).toMatchObject({
      polls: [
        { mailboxId: 'sales', subscription: 'keep' },
        { mailboxId: 'support', subscription: 'recreate' },
      ],
    });
    const at = '2026-11-02T09:00:00.000Z';
    expect(told).toEqual([
      ['sales', 'two', { event: 'missed', at }],
      ['support', 'one', { event: 'subscriptionRemoved', at }],
    ]);
  });

  it('is rejected if it is somebody else’s or of an unknown kind', async () => {
    const body = post(event('missed', { clientState: 'guessed' }), event('somethingNew'), event('missed', { subscriptionId: 'nine' }));
    expect(await acceptLifecycle(deps, body)).toMatchObject({
      polls: [],
      rejected: [{ reason: 'wrong-client-state' }, { reason: 'unknown-kind', names: ['somethingNew'] }, { reason: 'unknown-subscription' }],
    });
  });
});

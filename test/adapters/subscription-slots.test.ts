import { expect, it } from 'vitest';
import { mailboxStore } from '../../shared/adapters/cosmos/mailboxes.ts';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import type { Subscription } from '../../shared/domain/mailboxes/subscription.ts';
import { aSeededCosmos } from '../support/a-seeded-cosmos.ts';

it('each folder has a subscription of its own, and what Graph tells of one is noted with it', async () => {
  const cosmos = await aSeededCosmos();
  const container = openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions: false }).container('mailboxes');
  const store = mailboxStore(container, () => new Date(), expect.fail);
  const subscription = (id: string, expiresAt: string): Subscription => ({
    ...{ subscriptionId: id, resource: id, expiresAt, clientStateSha256: `hash of ${id}` },
    ...{ notificationUrl: 'https://psa.contoso.example/api/graph/notifications', createdAt: expiresAt },
  });
  const [first, second] = [subscription('one', '2026-11-08T09:00:00Z'), subscription('two', '2026-11-07T09:00:00Z')];
  expect(await store.writeSubscription('support', first, null)).toBe(true);
  expect(await store.writeSubscription('support', second, null, 'archive')).toBe(true);
  const told = { event: 'missed', at: '2026-11-02T09:00:00.000Z' };
  await store.noteEvent('support', 'two', told);
  await store.noteEvent('support', 'nine', told);
  expect(await store.readSubscriptions('support')).toEqual([
    { slot: null, subscription: first },
    { slot: 'archive', subscription: { ...second, lastEvent: told } },
  ]);
  expect((await store.storedSubscriptions()).map(({ mailboxId, subscriptionId }) => [mailboxId, subscriptionId])).toEqual([
    ['support', 'one'],
    ['support', 'two'],
  ]);
  // the mailbox reads one folder only, so the other says nothing of it
  expect((await store.readMailbox('support'))?.subscription).toEqual(first);
  await store.writeSubscription('support', null, first);
  await store.writeSubscription('support', null, { ...second, lastEvent: told }, 'archive');
  expect(await store.readSubscriptions('support')).toEqual([]);
  await cosmos.end();
});

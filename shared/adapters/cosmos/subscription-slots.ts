import { createHash } from 'node:crypto';
import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { type FolderSubscription, Subscription } from '../../domain/mailboxes/subscription.ts';
import { parseItem } from './parse-item.ts';
import { queryAll, type Row } from './query.ts';
import { statusOf } from './status-of.ts';

const Etag = z.object({ _etag: z.string() });
const Slot = z.object({ slot: z.string().nullable().default(null) });
const StoredIds = z.object({ mailboxId: z.string(), subscriptionId: z.string(), resource: z.string() });

/**
 * The subscriptions of a mailbox: item `subscription` for its first folder, as always, and one for
 * each further folder, named after it; all of the type `subscription`.
 */
export const subscriptionSlots = (container: Container) => ({
  async readSubscriptions(mailboxId: string): Promise<FolderSubscription[]> {
    const rows = await queryAll(container, "SELECT * FROM c WHERE c.type = 'subscription'", [], mailboxId);
    return folderSubscriptions(mailboxId, rows);
  },

  /** Ids and resources of all mailboxes' subscriptions. One that can't be read is there too. */
  async storedSubscriptions(): Promise<z.infer<typeof StoredIds>[]> {
    const query = "SELECT c.mailboxId, c.subscriptionId, c.resource FROM c WHERE c.type = 'subscription'";
    return (await queryAll(container, query, [])).map((row) =>
      StoredIds.parse({ mailboxId: String(row.mailboxId), subscriptionId: String(row.subscriptionId), resource: String(row.resource) }),
    );
  },

  /**
   * Writes if the stored subscription is still `replaces` (null: there is none); false: somebody
   * else was faster.
   */
  async writeSubscription(
    mailboxId: string,
    subscription: Subscription | null,
    replaces: Subscription | null,
    slot: string | null = null,
  ): Promise<boolean> {
    const id = idOf(slot);
    const place = container.item(id, mailboxId);
    const { resource: stored } = await place.read<Row>();
    if (!isSame(parseItem(Subscription, 'subscription', mailboxId, stored), replaces)) return false;
    const condition = stored && { accessCondition: { type: 'IfMatch', condition: Etag.parse(stored)._etag } };
    if (!subscription) return !condition || (await statusOf(place.delete(condition))) === 204;
    const item = { ...subscription, slot, id, type: 'subscription', mailboxId, schemaVersion: 1 };
    const status = await statusOf(condition ? place.replace(item, condition) : container.items.create(item));
    return status === 200 || status === 201;
  },

  /** Notes on a subscription what Graph told of it; nothing when it is not there any more. */
  async noteEvent(mailboxId: string, subscriptionId: string, lastEvent: NonNullable<Subscription['lastEvent']>): Promise<void> {
    const query = "SELECT c.id FROM c WHERE c.type = 'subscription' AND c.subscriptionId = @subscriptionId";
    const found = await queryAll(container, query, [{ name: '@subscriptionId', value: subscriptionId }], mailboxId);
    for (const { id } of found)
      await statusOf(container.item(String(id), mailboxId).patch([{ op: 'set', path: '/lastEvent', value: lastEvent }]));
  },
});

/** The subscriptions among the items of a mailbox. Throws BrokenSettingError. */
export const folderSubscriptions = (mailboxId: string, rows: readonly Row[]): FolderSubscription[] =>
  rows
    .filter(({ type }) => type === 'subscription')
    .flatMap((row) => {
      const subscription = parseItem(Subscription, 'subscription', mailboxId, row);
      return subscription ? [{ slot: Slot.parse(row).slot, subscription }] : [];
    });

const idOf = (slot: string | null): string =>
  slot === null ? 'subscription' : `subscription-${createHash('sha256').update(slot).digest('hex').slice(0, 24)}`;

/** Each that is made has a clientState of its own; its id comes later. */
const isSame = (one: Subscription | null, other: Subscription | null): boolean =>
  one?.clientStateSha256 === other?.clientStateSha256 && one?.subscriptionId === other?.subscriptionId;

import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { KnownSubscription } from '../../domain/judge-notifications.ts';
import { Cursor, Mailbox, MailboxHealth, type MailboxList, type MailboxState, PollClaim, Subscription } from '../../domain/mailbox.ts';
import { planClaim } from '../../domain/plan-claim.ts';
import { queryAll, type Row } from './query.ts';
import { statusOf } from './status-of.ts';

const KnownRow = z.object({ mailboxId: z.string(), subscriptionId: z.string(), clientStateSha256: z.string() });
const Etag = z.object({ _etag: z.string() });

/**
 * The mailboxes container: one partition per mailbox, and in it the items `mailbox` (what an admin has set), `cursor`, `subscription`,
 * `health` and `poll-claim`, each of the type of that name.
 */
export const mailboxStore = (container: Container, now: () => Date) => ({
  /** Everything kept of a mailbox, in one request; null when it is not connected. Throws when what is kept can't be read. */
  async readMailbox(mailboxId: string): Promise<MailboxState | null> {
    const rows = await queryAll(container, 'SELECT * FROM c', [], mailboxId);
    return rows.some(({ type }) => type === 'mailbox') ? toState(rows) : null;
  },

  /** All mailboxes. One that can't be read is left out, so that it doesn't stop the others, and named in `broken`. */
  async listMailboxes(): Promise<MailboxList> {
    const rows = await queryAll(container, "SELECT * FROM c WHERE c.type IN ('mailbox', 'cursor', 'subscription', 'health')", []);
    const partitions = Map.groupBy(rows, ({ mailboxId }) => String(mailboxId));
    const list: MailboxList = { states: [], broken: [] };
    for (const [mailboxId, items] of partitions) {
      if (!items.some(({ type }) => type === 'mailbox')) continue;
      try {
        list.states.push(toState(items));
      } catch (error) {
        list.broken.push({ mailboxId, problem: error instanceof z.ZodError ? z.prettifyError(error) : String(error) });
      }
    }
    return list;
  },

  /** All live subscriptions by id: what a notification is checked against. */
  async subscriptions(): Promise<Map<string, KnownSubscription>> {
    const rows = await queryAll(
      container,
      "SELECT c.mailboxId, c.subscriptionId, c.clientStateSha256 FROM c WHERE c.type = 'subscription'",
      [],
    );
    const known = KnownRow.array().parse(rows);
    return new Map(known.filter(({ subscriptionId }) => subscriptionId !== '').map((row) => [row.subscriptionId, row]));
  },

  async writeCursor(mailboxId: string, cursor: Cursor): Promise<void> {
    await container.items.upsert(item(mailboxId, 'cursor', { cursor }));
  },

  async writeHealth(mailboxId: string, health: MailboxHealth): Promise<void> {
    await container.items.upsert(item(mailboxId, 'health', health));
  },

  /** Writes if the stored subscription is still `replaces` (null: there is none); false: somebody else was faster. */
  async writeSubscription(mailboxId: string, subscription: Subscription | null, replaces: Subscription | null): Promise<boolean> {
    const stored = await read(container, 'subscription', mailboxId);
    if (!isSame(stored && Subscription.parse(stored), replaces)) return false;
    return put(container, mailboxId, 'subscription', subscription, stored);
  },

  /** Takes or renews the claim to poll a mailbox; false: another owner holds it. It runs out at `until`. */
  async claimPoll(mailboxId: string, owner: string, until: Date): Promise<boolean> {
    const stored = await read(container, 'poll-claim', mailboxId);
    const claim = planClaim(stored ? PollClaim.parse(stored) : null, owner, until, now());
    return claim !== null && put(container, mailboxId, 'poll-claim', claim, stored);
  },

  /** Gives the claim up, if it is still the owner's. */
  async releasePoll(mailboxId: string, owner: string): Promise<void> {
    const stored = await read(container, 'poll-claim', mailboxId);
    if (stored && PollClaim.parse(stored).owner === owner) await put(container, mailboxId, 'poll-claim', null, stored);
  },
});

function toState(rows: Row[]): MailboxState {
  const row = (wanted: string) => rows.find(({ type }) => type === wanted);
  const [cursor, subscription, health] = [row('cursor'), row('subscription'), row('health')];
  return {
    mailbox: Mailbox.parse(row('mailbox')),
    cursor: cursor ? Cursor.parse(cursor.cursor) : null,
    subscription: subscription ? Subscription.parse(subscription) : null,
    health: health ? MailboxHealth.parse(health) : null,
  };
}

/** Each that is made has a clientState of its own; its id comes later. */
const isSame = (one: Subscription | null, other: Subscription | null): boolean =>
  one?.clientStateSha256 === other?.clientStateSha256 && one?.subscriptionId === other?.subscriptionId;

const item = (mailboxId: string, type: string, value: object) => ({ ...value, id: type, type, mailboxId, schemaVersion: 1 });

async function read(container: Container, type: string, mailboxId: string): Promise<Row | null> {
  const { resource } = await container.item(type, mailboxId).read<Row>();
  return resource ?? null;
}

/** Creates, replaces or (null) removes an item, if it is still as it was read; false when it isn't. */
async function put(container: Container, mailboxId: string, type: string, value: object | null, stored: Row | null): Promise<boolean> {
  if (!stored) return value === null || (await statusOf(container.items.create(item(mailboxId, type, value)))) === 201;
  const accessCondition = { type: 'IfMatch', condition: Etag.parse(stored)._etag };
  const place = container.item(type, mailboxId);
  const status = await statusOf(
    value === null ? place.delete({ accessCondition }) : place.replace(item(mailboxId, type, value), { accessCondition }),
  );
  return status === 200 || status === 204;
}

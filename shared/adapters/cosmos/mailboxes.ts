import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import {
  type Cursor,
  type Mailbox,
  MailboxHealth,
  type MailboxList,
  type MailboxState,
  PollClaim,
  Subscription,
} from '../../domain/mailboxes/mailbox.ts';
import { planClaim } from '../../domain/mailboxes/plan-poll-claim.ts';
import { BrokenSettingError } from '../../errors.ts';
import { parseItem } from './parse-item.ts';
import { queryAll, type Row } from './query.ts';
import type { SettingKind } from './setting-kind.ts';
import { settingKinds } from './setting-kinds.ts';
import { statusOf } from './status-of.ts';
import { StoredCursor, toStoredCursor } from './stored-cursor.ts';
import { subscriptionReader } from './subscription-reader.ts';

const CursorItem = z.object({ cursor: StoredCursor });
const Etag = z.object({ _etag: z.string() });

/**
 * The mailboxes container: one partition per mailbox, and in it the items `mailbox` (what an admin
 * has set), `cursor`, `subscription`, `health` and `poll-claim`, each of the type of that name.
 * Whoever needs one that can't be read gets a BrokenSettingError; where all are looked up, it is
 * told to `report`.
 */
export const mailboxStore = (
  container: Container,
  now: () => Date,
  report: (problem: string) => void,
  kind: SettingKind<Mailbox> = settingKinds.mailbox,
) => ({
  /**
   * Everything kept of a mailbox, in one request; null when it is not connected. Throws when what
   * is kept can't be read.
   */
  async readMailbox(mailboxId: string): Promise<MailboxState | null> {
    return toState(kind, mailboxId, await queryAll(container, 'SELECT * FROM c', [], mailboxId));
  },

  /**
   * All mailboxes. One that can't be read is left out, so that it doesn't stop the others, and
   * named in `broken`.
   */
  async listMailboxes(): Promise<MailboxList> {
    const rows = await queryAll(container, "SELECT * FROM c WHERE c.type IN ('mailbox', 'cursor', 'subscription', 'health')", []);
    const partitions = Map.groupBy(rows, ({ mailboxId }) => String(mailboxId));
    const list: MailboxList = { states: [], broken: [] };
    for (const [mailboxId, items] of partitions) {
      try {
        const state = toState(kind, mailboxId, items);
        if (state) list.states.push(state);
      } catch (error) {
        list.broken.push({ mailboxId, problem: error instanceof BrokenSettingError ? error.message : String(error) });
      }
    }
    return list;
  },

  ...subscriptionReader(container, report),

  async writeCursor(mailboxId: string, cursor: Cursor): Promise<void> {
    await container.items.upsert(item(mailboxId, 'cursor', { cursor: toStoredCursor(cursor) }));
  },

  async writeHealth(mailboxId: string, health: MailboxHealth): Promise<void> {
    await container.items.upsert(item(mailboxId, 'health', health));
  },

  /**
   * Writes if the stored subscription is still `replaces` (null: there is none); false: somebody
   * else was faster.
   */
  async writeSubscription(mailboxId: string, subscription: Subscription | null, replaces: Subscription | null): Promise<boolean> {
    const stored = await read(container, 'subscription', mailboxId);
    if (!isSame(parseItem(Subscription, 'subscription', mailboxId, stored), replaces)) return false;
    if (subscription) return (await put(container, mailboxId, 'subscription', subscription, stored)) !== null;
    return stored === null || remove(container, mailboxId, 'subscription', stored);
  },

  ...pollClaims(container, now),
});

/**
 * Claims on polling a mailbox. Most often there is none, and the poll that took it gives it up: one
 * request each, as long as nobody else has touched it.
 */
function pollClaims(container: Container, now: () => Date) {
  const mine = new Map<string, Row>();
  const keep = (mailboxId: string, written: Row | null) => {
    if (written) mine.set(mailboxId, written);
    else mine.delete(mailboxId);
    return written !== null;
  };

  return {
    /**
     * Takes or renews the claim to poll a mailbox; false: another owner holds it. It runs out at
     * `until`.
     */
    async claimPoll(mailboxId: string, owner: string, until: Date): Promise<boolean> {
      const write = async (stored: Row | null) => {
        const claim = planClaim(claimIn(mailboxId, stored), owner, until, now());
        return keep(mailboxId, claim && (await put(container, mailboxId, 'poll-claim', claim, stored)));
      };
      const known = mine.get(mailboxId);
      // known as it was written, or taken to be free; whether that still holds shows when it is
      // written
      if ((!known || claimIn(mailboxId, known)?.owner === owner) && (await write(known ?? null))) return true;
      return write(await read(container, 'poll-claim', mailboxId));
    },

    /** Gives the claim up, if it is still the owner's. */
    async releasePoll(mailboxId: string, owner: string): Promise<void> {
      const stored = mine.get(mailboxId) ?? (await read(container, 'poll-claim', mailboxId));
      mine.delete(mailboxId);
      if (stored && claimIn(mailboxId, stored)?.owner === owner) await remove(container, mailboxId, 'poll-claim', stored);
    },
  };
}

const claimIn = (mailboxId: string, stored: Row | null): PollClaim | null => parseItem(PollClaim, 'poll-claim', mailboxId, stored);

/** What is kept of a mailbox; null when it is not connected. */
function toState(kind: SettingKind<Mailbox>, mailboxId: string, rows: Row[]): MailboxState | null {
  const mailbox = kind.readAll(rows.filter(kind.isKindOf)).get(mailboxId);
  if (!mailbox) return null;
  const itemOf = <T>(type: string, schema: z.ZodType<T>) =>
    parseItem(
      schema,
      type,
      mailboxId,
      rows.find((row) => row.type === type),
    );
  return {
    mailbox,
    cursor: itemOf('cursor', CursorItem)?.cursor ?? null,
    subscription: itemOf('subscription', Subscription),
    health: itemOf('health', MailboxHealth),
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

/**
 * Creates or replaces an item, if it is still as it was read; as it is then, or null when it is
 * not.
 */
async function put(container: Container, mailboxId: string, type: string, value: object, stored: Row | null): Promise<Row | null> {
  const wanted = item(mailboxId, type, value);
  try {
    const { resource } = stored
      ? await container.item(type, mailboxId).replace<Row>(wanted, ifSame(stored))
      : await container.items.create<Row>(wanted);
    return resource ?? null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 404 || code === 409 || code === 412) return null;
    throw error;
  }
}

/** Removes an item, if it is still as it was read; false when it is not. */
const remove = async (container: Container, mailboxId: string, type: string, stored: Row): Promise<boolean> =>
  (await statusOf(container.item(type, mailboxId).delete(ifSame(stored)))) === 204;

const ifSame = (stored: Row) => ({ accessCondition: { type: 'IfMatch', condition: Etag.parse(stored)._etag } });

import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { type Cursor, type Mailbox, MailboxHealth, type MailboxList, type MailboxState } from '../../domain/mailboxes/mailbox.ts';
import { KeptAuthorisation, MailboxWatch } from '../../domain/mailboxes/mailbox-watch.ts';
import { togetherSubscribed } from '../../domain/mailboxes/together-subscribed.ts';
import { BrokenSettingError } from '../../errors.ts';
import { item, read } from './mailbox-items.ts';
import { parseItem } from './parse-item.ts';
import { pollClaims } from './poll-claims.ts';
import { queryAll, type Row } from './query.ts';
import type { SettingKind } from './setting-kind.ts';
import { settingKinds } from './setting-kinds.ts';
import { StoredCursor, toStoredCursor } from './stored-cursor.ts';
import { subscriptionReader } from './subscription-reader.ts';
import { folderSubscriptions, subscriptionSlots } from './subscription-slots.ts';

const CursorItem = z.object({ cursor: StoredCursor });

/** All that is asked for of mailboxes, whichever. */
const all = "SELECT * FROM c WHERE c.type IN ('mailbox', 'cursor', 'subscription', 'health')";
/** A thousand mailboxes in a few requests: the poll timer asks for them at each of its rounds. */
const pageRows = 1000;

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
    return toList(kind, await queryAll(container, all, [], undefined, pageRows));
  },

  /** These mailboxes, in one request as long as they have no more than 4 MB. */
  async readMailboxes(mailboxIds: string[]): Promise<MailboxList> {
    const ids = [{ name: '@ids', value: mailboxIds }];
    return toList(kind, await queryAll(container, `${all} AND ARRAY_CONTAINS(@ids, c.mailboxId)`, ids, undefined, pageRows));
  },

  ...subscriptionReader(container, report),

  async readCursor(mailboxId: string): Promise<Cursor | null> {
    return parseItem(CursorItem, 'cursor', mailboxId, await read(container, 'cursor', mailboxId))?.cursor ?? null;
  },

  async writeCursor(mailboxId: string, cursor: Cursor): Promise<void> {
    await container.items.upsert(item(mailboxId, 'cursor', { cursor: toStoredCursor(cursor) }));
  },

  async readHealth(mailboxId: string): Promise<MailboxHealth | null> {
    return parseItem(MailboxHealth, 'health', mailboxId, await read(container, 'health', mailboxId));
  },

  async writeHealth(mailboxId: string, health: MailboxHealth): Promise<void> {
    await container.items.upsert(item(mailboxId, 'health', health));
  },

  ...subscriptionSlots(container),

  ...pollClaims(container, now),
});

/** The mailboxes among these items. One that can't be read doesn't hide the others. */
export function toList(kind: SettingKind<Mailbox>, rows: Row[]): MailboxList {
  const list: MailboxList = { states: [], broken: [] };
  for (const [mailboxId, items] of Map.groupBy(rows, (row) => String(row.mailboxId))) {
    try {
      const state = toState(kind, mailboxId, items);
      if (state) list.states.push(state);
    } catch (error) {
      list.broken.push({ mailboxId, problem: error instanceof BrokenSettingError ? error.message : String(error) });
    }
  }
  return list;
}

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
    subscription: togetherSubscribed(mailbox, folderSubscriptions(mailboxId, rows)),
    health: itemOf('health', MailboxHealth),
    ...foundOut(rows),
  };
}

/** What was found out about a mailbox; what can't be read of that holds up nothing. */
function foundOut(rows: Row[]): Pick<MailboxState, 'authorisation' | 'watch'> {
  const authorisation = KeptAuthorisation.safeParse(rows.find(({ type }) => type === 'authorisation')).data;
  const watch = MailboxWatch.safeParse(rows.find(({ type }) => type === 'watch')).data;
  return { ...(authorisation && { authorisation }), ...(watch && { watch }) };
}

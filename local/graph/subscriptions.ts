import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Row } from '../simulator/open-store.ts';
import { graphRefusal } from './graph-error.ts';
import type { Change, GraphState } from './graph-store.ts';

const Subscription = z.object({
  id: z.string(),
  tenant_id: z.string(),
  app_id: z.string(),
  resource: z.string(),
  mailbox_id: z.string(),
  /** null: every folder of the mailbox */
  folder_id: z.string().nullable(),
  /** sorted, such as `created,updated` */
  change_type: z.string(),
  notification_url: z.string(),
  lifecycle_url: z.string().nullable(),
  client_state: z.string().nullable(),
  /** milliseconds */
  expires: z.number(),
  immutable: z.number(),
});
export type Subscription = z.infer<typeof Subscription>;

/** Throws a Refusal 409 when the app has a subscription with the same resource and change types. */
export function addSubscription({ store }: GraphState, subscription: Omit<Subscription, 'id'>): Subscription {
  const columns = { id: randomUUID(), ...subscription };
  const names = Object.keys(columns);
  const row = store.get(
    `INSERT OR IGNORE INTO subscriptions (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) RETURNING *`,
    ...Object.values(columns),
  );
  if (!row) throw duplicate(undefined);
  return toSubscription(row);
}

/** Throws the 409 early, before an endpoint is bothered. */
export function checkNoDuplicate(state: GraphState, appId: string, mailboxId: string, folderId: string | null, changeType: string): void {
  const row = state.store.get(
    'SELECT id FROM subscriptions WHERE app_id = ? AND mailbox_id = ? AND folder_id IS ? AND change_type = ?',
    ...[appId, mailboxId, folderId, changeType],
  );
  if (row) throw duplicate(String(row.id));
}

/** An app's own subscriptions that have not expired, oldest first. */
export function listSubscriptions(state: GraphState, appId: string): Subscription[] {
  dropExpired(state);
  return state.store.all('SELECT * FROM subscriptions WHERE app_id = ? ORDER BY rowid', appId).map(toSubscription);
}

/** Throws a Refusal 404 for one that was removed, has expired, or belongs to another app. */
export function findSubscription(state: GraphState, appId: string, id: string): Subscription {
  const found = listSubscriptions(state, appId).find((subscription) => subscription.id === id.toLowerCase());
  if (!found) throw graphRefusal(404, 'ResourceNotFound', `The object was not found. Subscription ${id} does not exist or has expired.`);
  return found;
}

export function renewSubscription({ store }: GraphState, id: string, expires: number, notificationUrl: string): Subscription {
  const row = store.get(
    'UPDATE subscriptions SET expires = ?, notification_url = ? WHERE id = ? RETURNING *',
    expires,
    notificationUrl,
    id,
  );
  return toSubscription(row);
}

/**
 * Removes a subscription with the change notifications that still wait; lifecycle notifications go
 * out all the same.
 */
export function removeSubscription({ store }: GraphState, id: string): void {
  store.transaction(() => {
    store.run('DELETE FROM subscriptions WHERE id = ?', id);
    store.run("DELETE FROM notifications WHERE subscription_id = ? AND kind = 'change'", id);
  });
}

/** All subscriptions of all apps that have not expired. */
export function allSubscriptions(state: GraphState): Subscription[] {
  dropExpired(state);
  return state.store.all('SELECT * FROM subscriptions ORDER BY rowid').map(toSubscription);
}

/** Those that want to hear of a change. */
export function subscriptionsFor({ store, now }: GraphState, { mailboxId, folderId, type }: Change): Subscription[] {
  return store
    .all(
      'SELECT * FROM subscriptions WHERE mailbox_id = ? AND (folder_id IS NULL OR folder_id = ?) AND expires > ?',
      mailboxId,
      folderId,
      now(),
    )
    .map(toSubscription)
    .filter((subscription) => subscription.change_type.split(',').includes(type));
}

function dropExpired(state: GraphState): void {
  const rows = state.store.all('SELECT id FROM subscriptions WHERE expires <= ?', state.now());
  for (const row of rows) removeSubscription(state, String(row.id));
}

function toSubscription(row: Row | undefined): Subscription {
  return Subscription.parse(row);
}

/** Graph's own words, its misspelling left aside. */
function duplicate(id: string | undefined) {
  const known = id
    ? `Subscription Id ${id} already exists for the requested combination.`
    : 'A subscription already exists for the requested combination.';
  return graphRefusal(409, 'ExtensionError', `Operation: Create; Exception: [Status Code: Conflict; Reason: ${known}]`);
}

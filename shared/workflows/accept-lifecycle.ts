import { type PollRef, pollRef } from '../domain/queue-items.ts';
import type { Rejected } from '../domain/subscriptions/check-notifications.ts';
import { parseLifecycleNotifications } from '../domain/subscriptions/graph-notifications.ts';
import { type AcceptDeps, checkNotifications, type RefusedPost } from './check-graph-notifications.ts';

export type AcceptLifecycleDeps = AcceptDeps & {
  /** Keeps what Graph last told of a subscription, for the admin. */
  noteEvent(mailboxId: string, subscriptionId: string, told: { event: string; at: string }): Promise<void>;
};

/** The polls that are due, for the queue, and what was passed over. */
export type AcceptedLifecycle = RefusedPost | { kind: 'accepted'; polls: PollRef[]; rejected: Rejected[] };

/**
 * What each event asks for, the weightiest last. A poll follows each: mails may have come
 * unannounced.
 */
const answers = [
  ['missed', 'keep'],
  ['reauthorizationRequired', 'renew'],
  ['subscriptionRemoved', 'recreate'],
] as const;

/**
 * Reads what was posted to the lifecycle address (Microsoft Graph, "Reduce missing subscriptions
 * and change notifications"), keeps what it tells of each subscription, and says which mailboxes to
 * read and what their subscriptions need: one poll per mailbox.
 */
export async function acceptLifecycle(deps: AcceptLifecycleDeps, body: string): Promise<AcceptedLifecycle> {
  const events = answers.map(([event]) => event);
  const accepted = await checkNotifications(deps, body, parseLifecycleNotifications, ({ lifecycleEvent }) => lifecycleEvent, events);
  if (accepted.kind === 'refused') return accepted;
  const now = deps.now();
  const polls = new Map<string, PollRef>();
  const told = new Map<string, { mailboxId: string; event: string }>();
  for (const [event, subscription] of answers) {
    for (const { item, mailboxId } of accepted.ours.filter((one) => one.item.lifecycleEvent === event)) {
      polls.set(mailboxId, pollRef(mailboxId, now, subscription));
      told.set(item.subscriptionId, { mailboxId, event });
    }
  }
  const at = now.toISOString();
  await Promise.all([...told].map(([id, { mailboxId, event }]) => deps.noteEvent(mailboxId, id, { event, at })));
  return { kind: 'accepted', polls: [...polls.values()], rejected: accepted.rejected };
}

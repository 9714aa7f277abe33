import { type MailRef, mailRef } from '../domain/queue-items.ts';
import type { Rejected } from '../domain/subscriptions/check-notifications.ts';
import { parseChangeNotifications } from '../domain/subscriptions/graph-notifications.ts';
import { type AcceptDeps, checkNotifications, type RefusedPost } from './check-graph-notifications.ts';

/** The mails that have arrived, for the queue, and what was passed over. */
export type AcceptedNotifications = RefusedPost | { kind: 'accepted'; refs: MailRef[]; rejected: Rejected[] };

/**
 * Reads what was posted to the notification address and says which mails have arrived, each once.
 */
export async function acceptNotifications(deps: AcceptDeps, body: string): Promise<AcceptedNotifications> {
  const accepted = await checkNotifications(deps, body, parseChangeNotifications, ({ changeType }) => changeType, ['created']);
  if (accepted.kind === 'refused') return accepted;
  const receivedAt = deps.now().toISOString();
  const refs = new Map<string, MailRef>();
  for (const { item, mailboxId } of accepted.ours) {
    const remoteId = item.resourceData.id;
    refs.set(`${mailboxId} ${remoteId}`, mailRef({ mailboxId, remoteId, rawBlob: null, receivedAt }));
  }
  return { kind: 'accepted', refs: [...refs.values()], rejected: accepted.rejected };
}

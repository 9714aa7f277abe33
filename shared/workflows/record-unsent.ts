import { postponed } from '../domain/notification.ts';
import type { NotificationRef } from '../domain/queue-items.ts';
import type { SendDeps } from './send-notification.ts';

/** Records that sending broke down (not: was refused) as often as the queue tries: the notification waits for the sweep, a day at most. */
export async function recordUnsent(deps: Pick<SendDeps, 'now' | 'owed' | 'changeNotification'>, ref: NotificationRef): Promise<void> {
  const owed = await deps.owed(ref);
  if (owed?.notification.status !== 'waiting') return;
  const reason = 'Sending broke down repeatedly; see the log of function send-mail.';
  await deps.changeNotification(ref, postponed(owed.notification, reason, null, deps.now()));
}

import type { Notification } from '../domain/notification.ts';
import type { NotificationRef } from '../domain/queue-items.ts';
import { type RenderSettings, renderNotification } from '../domain/render.ts';
import type { Ticket } from '../domain/ticket.ts';
import type { MailSender } from '../ports/mail-sender.ts';

/** What sending reads and writes. */
export type SendDeps = {
  now(): Date;
  /** The notification with its ticket, or null when there is none. */
  owed(ref: NotificationRef): Promise<{ notification: Notification; ticket: Ticket } | null>;
  renderSettings(ticket: Ticket): Promise<RenderSettings>;
  sender: MailSender;
  /** Sets the end of a notification that still waits; one that has ended stays as it is. */
  settle(ref: NotificationRef, end: Pick<Notification, 'status' | 'sentAt' | 'messageId' | 'failure'>): Promise<void>;
};

/** What was done: sent now, refused for good, or nothing since it had ended before (or its ticket is gone). */
export type SendOutcome = { kind: 'sent'; messageId: string } | { kind: 'refused'; reason: string } | { kind: 'nothing-owed' };

/**
 * Sends one notification, once: what no longer waits is passed over, and each try carries the same operation id and Message-ID.
 * `again`: an earlier try may have got as far as sending.
 *
 * @throws MailSenderError when the channel can't take it now: the queue tries again.
 */
export async function sendNotification(deps: SendDeps, ref: NotificationRef, again: boolean): Promise<SendOutcome> {
  const owed = await deps.owed(ref);
  if (owed?.notification.status !== 'waiting') return { kind: 'nothing-owed' };
  const settings = await deps.renderSettings(owed.ticket);
  const { messageId, ...mail } = renderNotification(owed.notification, owed.ticket, settings);
  const result = await deps.sender.send(mail, again);
  if (result.kind === 'refused') {
    await deps.settle(ref, { status: 'failed', sentAt: null, messageId: null, failure: result.reason });
    return result;
  }
  await deps.settle(ref, { status: 'sent', sentAt: deps.now().toISOString(), messageId, failure: null });
  return { kind: 'sent', messageId };
}

import type { OutgoingMail } from '../domain/mail/outgoing-mail.ts';
import { eventsOfSending } from '../domain/notifications/delivery-events.ts';
import { isDue, type Notification, type NotificationChange, postponed } from '../domain/notifications/notification.ts';
import type { NotificationKinds } from '../domain/notifications/notification-kind.ts';
import { notificationKinds } from '../domain/notifications/notification-kinds.ts';
import { type RenderSettings, renderNotification } from '../domain/notifications/render-notification.ts';
import { notificationChange, stillWaits, type TicketChange } from '../domain/notifications/ticket-change.ts';
import { type NotificationRef, notificationRef } from '../domain/queue-items.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { inWords } from '../domain/words/in-words.ts';
import { remark } from '../domain/words/remark.ts';
import { BrokenSettingError, MailSenderError } from '../errors.ts';
import type { MailSender, SendResult } from '../ports/mail-sender.ts';
import type { Committed } from './ticket-versions.ts';

/** What sending reads and writes. */
export type SendDeps = {
  now(): Date;
  /** The notification with its ticket, or null when there is none. */
  owed(ref: NotificationRef): Promise<{ notification: Notification; ticket: Ticket } | null>;
  renderSettings(ticket: Ticket): Promise<RenderSettings>;
  /** Hands a mail to the channel by which mail of this ticket leaves. */
  send(mail: OutgoingMail, ticket: Ticket): ReturnType<MailSender['send']>;
  commit(change: TicketChange): Promise<Committed>;
  /** Queues a notification to be tried again after so long. */
  enqueue(ref: NotificationRef, afterMs: number): Promise<void>;
};

/**
 * What was done: sent, refused for good, put off till later, or nothing since it had ended before,
 * is to wait, or its ticket is gone.
 */
export type SendOutcome = { kind: 'sent' | 'refused' | 'postponed' | 'nothing-owed'; detail: string };

/**
 * Sends one notification, once: what no longer waits is passed over, and each try carries the same
 * operation id and Message-ID. A channel that can't take it now leaves it waiting with a later
 * date, for which it is queued (should that get lost, the sweep finds it): throttling must not fill
 * the poison queue. `kinds` says how each kind of notification is written.
 */
export async function sendNotification(deps: SendDeps, ref: NotificationRef, kinds = notificationKinds): Promise<SendOutcome> {
  const owed = await deps.owed(ref);
  if (owed?.notification.status !== 'waiting') return { kind: 'nothing-owed', detail: owed?.notification.status ?? 'gone' };
  const { notification, ticket } = owed;
  const now = deps.now();
  if (!isDue(notification, now)) return { kind: 'nothing-owed', detail: `not before ${notification.dueAt}` };
  const change = await attempt(deps, notification, ticket, kinds);
  await deps.commit(notificationChange(ref, change, stillWaits, eventsOfSending(notification, change, deps.now())));
  if (change.status === 'waiting') await deps.enqueue(notificationRef(ref, true), Date.parse(change.dueAt) - now.getTime());
  if (change.status === 'sent') return { kind: 'sent', detail: `in ticket ${ticket.number}` };
  return { kind: change.status === 'waiting' ? 'postponed' : 'refused', detail: change.failure === null ? '' : inWords(change.failure) };
}

/**
 * Writes and sends it; what comes of that. A setting that is broken puts it off, as a channel that
 * is out.
 */
async function attempt(deps: SendDeps, notification: Notification, ticket: Ticket, kinds: NotificationKinds): Promise<NotificationChange> {
  try {
    const mail = renderNotification(notification, ticket, await deps.renderSettings(ticket), kinds);
    return changeAfter(notification, mail, await deps.send(mail, ticket), deps.now());
  } catch (error) {
    if (error instanceof MailSenderError)
      return postponed(notification, remark('channel-out', { said: error.message }), error.retryAfterMs, deps.now());
    if (error instanceof BrokenSettingError)
      return postponed(notification, remark('setting-broken', { problem: error.message }), null, deps.now());
    throw error;
  }
}

function changeAfter(notification: Notification, mail: OutgoingMail, result: SendResult, now: Date): NotificationChange {
  const { attempts, dueAt } = notification;
  switch (result.kind) {
    case 'accepted':
      return {
        status: 'sent',
        sentAt: now.toISOString(),
        messageId: mail.messageId,
        operationId: mail.operationId,
        failure: null,
        attempts,
        dueAt,
      };
    case 'refused':
      return {
        status: 'failed',
        sentAt: null,
        messageId: null,
        failure: remark('channel-refused', { said: result.reason }),
        attempts,
        dueAt,
      };
  }
}

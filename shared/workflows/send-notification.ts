import type { AddressOutcome } from '../domain/contacts/deliverability.ts';
import type { OutgoingMail } from '../domain/mail/outgoing-mail.ts';
import { eventsOfSending } from '../domain/notifications/delivery-events.ts';
import { planHold } from '../domain/notifications/delivery-hold.ts';
import { renamedTo } from '../domain/notifications/final-message-id.ts';
import { isDue, type Notification, type NotificationChange, postponed } from '../domain/notifications/notification.ts';
import type { NotificationKinds } from '../domain/notifications/notification-kind.ts';
import { notificationKinds } from '../domain/notifications/notification-kinds.ts';
import { type RenderSettings, renderNotification } from '../domain/notifications/render-notification.ts';
import { notificationChange, stillWaits, type TicketChange } from '../domain/notifications/ticket-change.ts';
import { type NotificationRef, notificationRef } from '../domain/queue-items.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { inWords } from '../domain/words/in-words.ts';
import { type Remark, remark } from '../domain/words/remark.ts';
import { BrokenSettingError, MailSenderError } from '../errors.ts';
import type { SendOptions, SendResult } from '../ports/mail-sender.ts';
import { type LookDeps, lookAtAddress } from './look-at-address.ts';
import type { Committed } from './ticket-versions.ts';

/** What sending reads and writes. */
export type SendDeps = LookDeps & {
  now(): Date;
  /** The notification with its ticket, or null when there is none. */
  owed(ref: NotificationRef): Promise<{ notification: Notification; ticket: Ticket } | null>;
  renderSettings(ticket: Ticket): Promise<RenderSettings>;
  /** Hands a mail to the channel by which mail of this ticket leaves. */
  send(mail: OutgoingMail, ticket: Ticket, options: SendOptions): Promise<SendResult>;
  /** Notes what became of a mail to an address; once, however often it is reported. */
  noteOutcome(address: string, outcome: AddressOutcome): Promise<boolean>;
  commit(change: TicketChange): Promise<Committed>;
  /** Queues a notification to be tried again after so long. */
  enqueue(ref: NotificationRef, afterMs: number): Promise<void>;
};

/**
 * What was done: sent, refused for good, put off till later, held since its address gets no mail,
 * or nothing since it had ended before, is to wait, or its ticket is gone.
 */
export type SendOutcome = { kind: 'sent' | 'refused' | 'postponed' | 'held' | 'nothing-owed'; detail: string };

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
  const { hold, isProbe } = await lookAtAddress(deps, notification, now);
  if (hold) {
    await deps.commit(planHold(notification, hold, now));
    return { kind: 'held', detail: inWords(hold) };
  }
  const { change: tried, again, isAddressDead } = await attempt(deps, notification, ticket, { kinds, again: ref.again });
  const change = isProbe && tried.status === 'sent' ? { ...tried, probe: true as const } : tried;
  if (isAddressDead && change.failure) {
    const at = now.toISOString();
    const outcome = { what: 'hard' as const, reason: change.failure, at, sentAt: at, notificationId: notification.id };
    await deps.noteOutcome(notification.to.address, outcome);
  }
  await deps.commit(notificationChange(ref, change, stillWaits, eventsOfSending(notification, change, deps.now())));
  if (change.status === 'waiting') await deps.enqueue(notificationRef(ref, again), Date.parse(change.dueAt) - now.getTime());
  if (change.status === 'sent') return { kind: 'sent', detail: `in ticket ${ticket.number}` };
  return { kind: change.status === 'waiting' ? 'postponed' : 'refused', detail: change.failure === null ? '' : inWords(change.failure) };
}

/** What a try comes to. `again`: the next one looks first whether this got through. */
type Attempt = { change: NotificationChange; again: boolean; isAddressDead: boolean };

/**
 * Writes and sends it; what comes of that. A setting that is broken puts it off, as a channel that
 * is out.
 */
async function attempt(
  deps: SendDeps,
  notification: Notification,
  ticket: Ticket,
  { kinds, again }: { kinds: NotificationKinds; again: boolean },
): Promise<Attempt> {
  const later = (reason: Remark, retryAfterMs: number | null, perhapsTaken: boolean): Attempt => ({
    change: postponed(notification, reason, retryAfterMs, deps.now()),
    again: perhapsTaken,
    isAddressDead: false,
  });
  try {
    const mail = renderNotification(notification, ticket, await deps.renderSettings(ticket), kinds);
    const result = await deps.send(mail, ticket, { again });
    if (result.kind === 'uncertain' && result.canLook) return later(result.reason, lookAfterMs, true);
    return {
      change: changeAfter(notification, mail, result, deps.now()),
      again: false,
      isAddressDead: result.kind === 'refused' && result.isAddressDead === true,
    };
  } catch (error) {
    if (error instanceof MailSenderError)
      return later(error.reason ?? remark('channel-out', { said: error.message }), error.retryAfterMs, error.perhapsTaken);
    // whether an earlier try got through is as open as before
    if (error instanceof BrokenSettingError) return later(remark('setting-broken', { problem: error.message }), null, again);
    throw error;
  }
}

/** A server may need so long until a mail that it has taken stands where it is looked for. */
const lookAfterMs = 60_000;

function changeAfter(notification: Notification, mail: OutgoingMail, result: SendResult, now: Date): NotificationChange {
  const { attempts, dueAt } = notification;
  const unsent = { sentAt: null, messageId: null, attempts, dueAt };
  // a report may still tell what became of it
  const perhapsSent = { ...unsent, messageId: mail.messageId, operationId: mail.operationId };
  switch (result.kind) {
    case 'accepted':
      return {
        ...perhapsSent,
        status: 'sent',
        sentAt: now.toISOString(),
        failure: null,
        ...(result.finalMessageId ? renamedTo(result.finalMessageId, now.toISOString()) : {}),
      };
    case 'refused':
      return { ...unsent, status: result.isAddressDead ? 'bounced' : 'failed', failure: result.reason };
    case 'uncertain':
      return { ...perhapsSent, status: 'held', failure: result.reason };
  }
}

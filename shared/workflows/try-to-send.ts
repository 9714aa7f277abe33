import type { OutgoingMail } from '../domain/mail/outgoing-mail.ts';
import { renamedTo } from '../domain/notifications/final-message-id.ts';
import { type Notification, type NotificationChange, postponed } from '../domain/notifications/notification.ts';
import type { NotificationKinds } from '../domain/notifications/notification-kind.ts';
import { type Carried, type RenderSettings, renderNotification } from '../domain/notifications/render-notification.ts';
import type { SentMail } from '../domain/notifications/sent-mail.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { type Remark, remark } from '../domain/words/remark.ts';
import { BrokenSettingError, MailSenderError } from '../errors.ts';
import type { SendResult } from '../ports/mail-sender.ts';
import type { HandedOver, HandOverOptions } from './hand-over.ts';

/** What a try reads and writes. */
export type TryDeps = {
  now(): Date;
  renderSettings(ticket: Ticket): Promise<RenderSettings>;
  /** Hands a mail to the channel by which mail of this ticket leaves. */
  send(mail: OutgoingMail, ticket: Ticket, options: HandOverOptions): Promise<HandedOver>;
};

/**
 * What a try comes to. `again`: the next one looks first whether this got through. `paced`: the
 * channel expects it then. `copy`: the mail as its channel got it.
 */
export type Attempt = { change: NotificationChange; again: boolean; paced: boolean; isAddressDead: boolean; copy?: SentMail };

/**
 * What a mail is written from. `again`: an earlier try may have got through, so that a channel that
 * can looks first. `paced`: the channel expects it now.
 */
export type MailContext = {
  ticket: Ticket;
  carried(): Promise<Carried | null>;
  kinds: NotificationKinds;
  again: boolean;
  paced: boolean;
};

/**
 * Writes and sends it; what comes of that. A setting that is broken puts it off, as a channel that
 * is out.
 */
export async function tryToSend(deps: TryDeps, row: Notification, context: MailContext): Promise<Attempt> {
  const { ticket, carried, kinds, again, paced } = context;
  const later = (reason: Remark, retryAfterMs: number | null, perhapsTaken: boolean): Attempt => ({
    change: postponed(row, reason, retryAfterMs, deps.now()),
    again: perhapsTaken,
    paced: false,
    isAddressDead: false,
  });
  try {
    const mail = renderNotification(row, ticket, await deps.renderSettings(ticket), kinds, await carried());
    const result = await deps.send(mail, ticket, { ticketId: row.ticketId, notificationId: row.id, again, paced });
    if (result.kind === 'waits') return { change: waiting(row, result.until), again, paced: true, isAddressDead: false };
    if (result.kind === 'uncertain' && result.canLook) return later(result.reason, lookAfterMs, true);
    return {
      change: changeAfter(row, mail, result, deps.now()),
      again: false,
      paced: false,
      isAddressDead: result.kind === 'refused' && result.isAddressDead === true,
      ...(result.copy && { copy: result.copy }),
    };
  } catch (error) {
    if (error instanceof MailSenderError)
      return later(error.reason ?? remark('channel-out', { said: error.message }), error.retryAfterMs, error.perhapsTaken);
    // whether an earlier try got through is as open as before
    if (error instanceof BrokenSettingError) return later(remark('setting-broken', { problem: error.message }), null, again);
    throw error;
  }
}

/** It has not been tried: no attempt counts, and it is not given up however long the queue is. */
const waiting = ({ attempts }: Notification, until: Date): NotificationChange => ({
  status: 'waiting',
  sentAt: null,
  messageId: null,
  attempts,
  failure: remark('waits-for-channel', { until: until.toISOString() }),
  dueAt: until.toISOString(),
});

/** A server may need so long until a mail that it has taken stands where it is looked for. */
const lookAfterMs = 60_000;

function changeAfter(row: Notification, mail: OutgoingMail, result: SendResult, now: Date): NotificationChange {
  const { attempts, dueAt } = row;
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

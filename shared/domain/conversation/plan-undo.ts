import type { TicketChange } from '../notifications/ticket-change.ts';
import type { Message } from '../tickets/message.ts';
import { ticketEvent } from '../tickets/ticket-event.ts';
import { rowIdOf } from './plan-reply.ts';
import { everybody } from './recipients.ts';

/** Who takes it back. */
type Undoer = { address: string; isAdmin: boolean };

/** `gone`: it was sent; `not-theirs`: somebody else wrote it. */
export type UndoPlan = { kind: 'planned'; change: TicketChange } | { kind: 'gone' | 'undone' | 'not-theirs' };

/**
 * Takes a reply or another mail back while it waits: whole, with all of its mails. The change
 * holds only if it still waits then, so that either this or the sender wins. Pure.
 */
export function planUndo(message: Message & { outbox: NonNullable<Message['outbox']> }, undoer: Undoer, now: Date): UndoPlan {
  const { id, ticketId, outbox, by } = message;
  if (by !== undoer.address && !undoer.isAdmin) return { kind: 'not-theirs' };
  if (outbox.state !== 'waiting') return { kind: outbox.state === 'undone' ? 'undone' : 'gone' };
  const occasion = { by: { kind: 'technician' as const, address: undoer.address }, at: now.toISOString(), cause: id };
  const mails = everybody(message).map((person) => rowIdOf(message, person));
  const change: TicketChange = {
    ...{ ticketId, version: null, replace: null },
    create: [ticketEvent(ticketId, occasion, { kind: 'reply-undone', message: id })],
    patch: [
      { messageItemId: id, set: { outbox: { ...outbox, state: 'undone' } }, onlyIf: { outbox: ['waiting'] } },
      ...mails.map((notificationId) => ({ notificationId, set: { status: 'undone' as const }, onlyIf: null })),
    ],
  };
  return { kind: 'planned', change };
}

import type { Message } from '../tickets/message.ts';
import type { Notification } from './notification.ts';

/** How long a mail waits for an earlier one before it looks again (ms). */
export const orderWaitMs = 3000;

/** Nothing was owed in its ticket before the confirmation that it was opened. Pure. */
export const goesFirst = ({ kind }: Notification): boolean => kind === 'ticket-created';

/**
 * Whether a mail of a message is sent along with the others: not one that its channel has put off,
 * or that somebody has released, which has its own item in the queue. Pure.
 */
export const goesAlong = ({ attempts, failure, released }: Notification): boolean =>
  attempts === 0 && failure === null && released === undefined;

/**
 * Whether an earlier mail of the ticket to the same address is still to be sent: one that waits and
 * is due. One that its channel has put off holds up nothing: that may take days. Pure.
 */
export const hasToWait = (row: Notification, waiting: readonly Notification[], now: Date): boolean =>
  waiting.some(
    (other) =>
      other.id !== row.id &&
      other.to.address === row.to.address &&
      Date.parse(other.dueAt) <= now.getTime() &&
      (other.createdAt < row.createdAt || (other.createdAt === row.createdAt && other.id < row.id)),
  );

/**
 * Whether a mail tells of what is for technicians alone, to somebody who must be one then: not if
 * the message is one that was written to just them. Pure.
 */
export const isLeak = ({ to }: Notification, message: Message | null): boolean =>
  message?.visibility === 'internal' &&
  !(message.kind === 'mail' && [...message.to, ...message.cc, ...(message.bcc ?? [])].some(({ address }) => address === to.address));

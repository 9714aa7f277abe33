import type { AddressOutcome } from '../domain/contacts/deliverability.ts';
import { isOutgoing } from '../domain/conversation/plan-release.ts';
import { eventsOfSending } from '../domain/notifications/delivery-events.ts';
import { planHold } from '../domain/notifications/delivery-hold.ts';
import { isDue, type Notification, refOf } from '../domain/notifications/notification.ts';
import { notificationKinds } from '../domain/notifications/notification-kinds.ts';
import { inReadersLanguage } from '../domain/notifications/readers-language.ts';
import type { Carried } from '../domain/notifications/render-notification.ts';
import { goesAlong, goesFirst, hasToWait, isLeak, orderWaitMs } from '../domain/notifications/sending-order.ts';
import { notificationChange, stillWaits } from '../domain/notifications/ticket-change.ts';
import type { NotificationRef } from '../domain/queue-items.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { inWords } from '../domain/words/in-words.ts';
import { remark } from '../domain/words/remark.ts';
import { type LookDeps, lookAtAddress } from './look-at-address.ts';
import { type Owed, type ReleaseDeps, releaseMessage } from './release-message.ts';
import { type Attempt, type MailContext, type TryDeps, tryToSend } from './try-to-send.ts';

/** What sending reads and writes. */
export type SendDeps = LookDeps &
  TryDeps &
  ReleaseDeps & {
    /** The mails of a ticket that wait, those that were owed first before others. */
    waiting(ticketId: string): Promise<Notification[]>;
    isTechnician(address: string): Promise<boolean>;
    /** The bytes of the files of a message, as they go into its mails. */
    filesOf(message: Message): Promise<Carried['files']>;
    /** Notes what became of a mail to an address; once, however often it is reported. */
    noteOutcome(address: string, outcome: AddressOutcome): Promise<boolean>;
  };

/**
 * What was done: sent, refused for good, put off till later, held since its address gets no mail,
 * or nothing since it had ended before, is to wait, or its ticket is gone. `leak`: it would have
 * told somebody outside what is internal.
 */
export type SendOutcome = { kind: 'sent' | 'refused' | 'postponed' | 'held' | 'nothing-owed'; detail: string; leak?: true };

/** The mails of one message that one execution sends; the rest is queued: it has five minutes. */
const maxTogether = 10;

/**
 * Sends one notification, once: what no longer waits is passed over, and each try carries the same
 * operation id and Message-ID. A channel that can't take it now leaves it waiting with a later
 * date, for which it is queued (should that get lost, the sweep finds it): throttling must not fill
 * the poison queue. `kinds` says how each kind of notification is written.
 *
 * A message that a person sends is let go by the first of its mails that falls due; those to its
 * other recipients are sent along with it, as their turn comes: mails of a ticket to one address
 * arrive in the order of their causes.
 */
export async function sendNotification(deps: SendDeps, ref: NotificationRef, kinds = notificationKinds): Promise<SendOutcome> {
  const read = await deps.owed(ref);
  const owed: Owed | { until: string } | null = read && isOutgoing(read.message) ? await releaseMessage(deps, ref, read) : read;
  if (owed === null) return nothing('gone');
  if ('until' in owed) return nothing(owed.until);
  const { notification, ticket, message } = owed;
  const now = deps.now();
  const outgoing = isOutgoing(message);
  if (notification.status !== 'waiting' && (!outgoing || ref.messageItemId === undefined)) return nothing(notification.status);
  if (notification.status === 'waiting' && !isDue(notification, now)) return nothing(`not before ${notification.dueAt}`);
  const waiting = goesFirst(notification) ? [] : await deps.waiting(ticket.ticketId);
  // what is queued by itself goes by itself: several that send each other's would send them twice
  const paced = ref.paced === true;
  const leads = outgoing && !ref.again && !paced && (notification.status !== 'waiting' || goesAlong(notification));
  const isAlong = (row: Notification) => row.id !== notification.id && isDue(row, now) && goesAlong(row);
  const others = leads ? waiting.filter((row) => row.messageItemId === message.id && isAlong(row)) : [];
  const all = notification.status === 'waiting' ? [notification, ...others] : others;
  const later = all.filter((row) => hasToWait(row, waiting, now));
  const [first, ...along] = all.filter((row) => !later.includes(row));
  const [waits] = later;
  if (!first && waits) {
    await deps.enqueue(refOf(waits, ref.again, paced), orderWaitMs);
    return { kind: 'postponed', detail: 'after an earlier one to the same address' };
  }
  if (!first) return nothing(notification.status);
  // a notice tells of a message, and carries none of its files
  const carried = once(async () => message && { message, files: outgoing ? await deps.filesOf(message) : [] });
  // whoever let the message go may have sent this along, and died before that was noted
  const again = ref.again || (outgoing && read !== null && isReleased(read.message) && !paced);
  const context = { ticket: fromItsMailbox(ticket, message), message, carried, kinds, again, paced: false };
  const outcome = await sendOne(deps, first, { ...context, paced: paced && first === notification });
  for (const row of along.slice(0, maxTogether - 1)) await sendOne(deps, row, context);
  const next = along[maxTogether - 1];
  if (next) await deps.enqueue(refOf(next, ref.again), 0);
  else if (waits) await deps.enqueue(refOf(waits, ref.again), orderWaitMs);
  return outcome;
}

const isReleased = (message: Message | null): boolean => message?.outbox?.state === 'released';

const nothing = (detail: string): SendOutcome => ({ kind: 'nothing-owed', detail });

/** Files are read once for all who get a message, and only if it is sent. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

/** A message leaves by the mailbox that it was written for, whatever became of its ticket. */
const fromItsMailbox = (ticket: Ticket, message: Message | null): Ticket =>
  message?.sentWith ? { ...ticket, mailboxId: message.sentWith.mailboxId } : ticket;

type Context = MailContext & { message: Message | null };

/** Sends what may go to its address, and is told to nobody outside who must not know it. */
async function sendOne(deps: SendDeps, owed: Notification, context: Context): Promise<SendOutcome> {
  const { ticket, message } = context;
  const now = deps.now();
  const leaks = isLeak(owed, message) && !(await deps.isTechnician(owed.to.address));
  const { hold, isProbe, reader } = leaks ? { hold: null, isProbe: false, reader: null } : await lookAtAddress(deps, owed, now);
  const row = inReadersLanguage(owed, ticket, reader);
  if (hold) {
    await deps.commit(planHold(row, hold, now));
    return { kind: 'held', detail: inWords(hold) };
  }
  const { change: tried, again, paced, isAddressDead, copy } = leaks ? refusedAsLeak(row) : await tryToSend(deps, row, context);
  const isSent = tried.status === 'sent';
  const change = { ...tried, ...(isProbe && isSent ? { probe: true as const } : {}), ...(isSent ? { language: row.language } : {}) };
  if (isAddressDead && change.failure) {
    const at = now.toISOString();
    const outcome = { what: 'hard' as const, reason: change.failure, at, sentAt: at, notificationId: row.id };
    await deps.noteOutcome(row.to.address, outcome);
  }
  const ref = refOf(row, again, paced);
  const kept = copy ? [copy] : [];
  const answer = await deps.commit(notificationChange(ref, change, stillWaits, [...eventsOfSending(row, change, deps.now()), ...kept]));
  // its report was faster
  if (answer === 'conflict' && copy) await deps.commit({ ticketId: row.ticketId, version: null, replace: null, create: kept, patch: [] });
  if (change.status === 'waiting') await deps.enqueue(ref, Date.parse(change.dueAt) - now.getTime());
  if (change.status === 'sent') return { kind: 'sent', detail: `in ticket ${ticket.number}` };
  const detail = change.failure === null ? '' : inWords(change.failure);
  return { kind: change.status === 'waiting' ? 'postponed' : 'refused', detail, ...(leaks ? { leak: true } : {}) };
}

const refusedAsLeak = ({ attempts, dueAt }: Notification): Attempt => ({
  change: { status: 'failed', sentAt: null, messageId: null, failure: remark('internal-to-outsider'), attempts, dueAt },
  again: false,
  paced: false,
  isAddressDead: false,
});

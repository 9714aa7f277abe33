import { adminAlertIdFor } from '../ids.ts';
import { elapsedMs } from '../mailboxes/elapsed.ts';
import type { AlertBook, AlertEvent, OwedAlert, ToldClock, ToldOfMailbox } from './alert-book.ts';
import { planMailboxAlerts, type WatchedMailbox } from './plan-mailbox-alerts.ts';

/** What can't be sent for so long is of no use any more: the log has it. */
const owedForMs = 24 * 3_600_000;

/**
 * The book after a look at all mailboxes: what is new is one mail, whatever number of them it is
 * about, since an outage of a provider turns hundreds bad at once. What ends for all mailboxes that
 * are read by one secret is told once. `givenUp`: what could not be
 * sent for a day. Of mailboxes that are gone nothing is kept. Pure.
 */
export function planAlerts(
  book: AlertBook,
  watched: readonly WatchedMailbox[],
  now: Date,
  mayTell: boolean,
): { book: AlertBook; givenUp: OwedAlert[] } {
  const shared = sharedClocks(Object.values(book.mailboxes));
  const plans = watched.map((mailbox) => {
    const before = book.mailboxes[mailbox.mailboxId] ?? null;
    const plan = planMailboxAlerts(before, mailbox, now, mayTell, [...shared.values()]);
    for (const [key, told] of sharedClocks(plan.after ? [plan.after] : [])) shared.set(key, told);
    return { mailboxId: mailbox.mailboxId, ...plan };
  });
  const events = plans.flatMap((plan) => plan.events).map((event) => withCount(event, watched));
  const mailboxes = Object.fromEntries(
    plans.flatMap(({ mailboxId, after }): [string, ToldOfMailbox][] => (after ? [[mailboxId, after]] : [])),
  );
  const isOld = ({ decidedAt }: OwedAlert) => elapsedMs(decidedAt, now) >= owedForMs;
  const outbox = [...book.outbox.filter((owed) => !isOld(owed)), ...owedFor(events, now)];
  return { book: { ...book, mailboxes, outbox }, givenUp: book.outbox.filter(isOld) };
}

/** The book without mails that were sent, or refused for good. Pure. */
export const withoutOwed = (book: AlertBook, done: readonly OwedAlert[]): AlertBook => ({
  ...book,
  outbox: book.outbox.filter(({ id }) => !done.some((owed) => owed.id === id)),
});

/** What admins were told of secrets, by which any number of mailboxes may be read. */
function sharedClocks(mailboxes: readonly ToldOfMailbox[]): Map<string, ToldClock> {
  const told = mailboxes.flatMap(({ clocks }) => clocks).filter(({ secretName }) => secretName !== undefined);
  return new Map(told.map((one) => [JSON.stringify([one.secretName, one.clock, one.endsAt, one.days]), one]));
}

function withCount(event: AlertEvent, watched: readonly WatchedMailbox[]): AlertEvent {
  if (event.kind !== 'clock' || event.secretName === undefined) return event;
  const isRead = ({ clocks }: WatchedMailbox) => clocks.some(({ secretName }) => secretName === event.secretName);
  return { ...event, mailboxes: watched.filter(isRead).length };
}

function owedFor(events: AlertEvent[], now: Date): OwedAlert[] {
  if (events.length === 0) return [];
  return [{ id: adminAlertIdFor('mail', ...events.map(({ id }) => id)), decidedAt: now.toISOString(), events }];
}

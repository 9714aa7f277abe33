import { type PollRef, pollRef } from '../queue-items.ts';
import { isSubscribed } from './is-subscribed.ts';
import { isGraphMailbox, type MailboxState } from './mailbox.ts';

/** Graph announces new mails by itself; this poll finds those it did not. */
const graphEveryMs = 15 * 60_000;
/** While it doesn't, mails come by polls alone. */
const unsubscribedEveryMs = 60_000;

/**
 * Which mailboxes are read now. Only Graph announces new mails; all others are read at every
 * call; one that failed has to wait. Pure.
 */
export function planPolls(states: MailboxState[], now: Date): PollRef[] {
  return states
    .filter((state) => state.mailbox.enabled && !isBackingOff(state, now) && isDue(state, now))
    .map(({ mailbox }) => pollRef(mailbox.mailboxId, now));
}

/** The Microsoft 365 mailboxes whose new mails are not announced, and should be. Pure. */
export const withoutSubscription = (states: MailboxState[], now: Date): string[] =>
  states
    .filter((state) => isGraphMailbox(state.mailbox) && state.mailbox.enabled && !isSubscribed(state, now))
    .map(({ mailbox }) => mailbox.mailboxId);

function isDue(state: MailboxState, now: Date): boolean {
  const { mailbox, health } = state;
  if (!isGraphMailbox(mailbox)) return true;
  const last = health?.lastPolledAt;
  return !last || now.getTime() - Date.parse(last) >= (isSubscribed(state, now) ? graphEveryMs : unsubscribedEveryMs);
}

/** Whether a mailbox failed and its time has not come yet. */
export function isBackingOff({ health }: Pick<MailboxState, 'health'>, now: Date): boolean {
  return health?.retryAt != null && Date.parse(health.retryAt) > now.getTime();
}

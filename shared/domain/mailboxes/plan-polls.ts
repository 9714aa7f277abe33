import { type PollRef, pollsOf } from '../queue-items.ts';
import { isAnnounced } from './is-own-account.ts';
import { isSubscribed } from './is-subscribed.ts';
import { isGraphMailbox, type MailboxState } from './mailbox.ts';
import { isHeldBack } from './mailbox-health.ts';
import { serverOf } from './server-of.ts';

/** Graph announces new mails by itself; this poll finds those it did not. */
const graphEveryMs = 15 * 60_000;
/**
 * A mailbox that was quiet for an hour is asked every five minutes: a mail waits for a small part
 * of the silence before it.
 */
const partOfSilence = 1 / 12;
/** A timer comes some milliseconds early or late; a whole round later would be too late. */
const early = 0.95;

/** How often a mailbox is polled: just after a mail came, and after a long silence. */
export type PollPace = { minMs: number; maxMs: number };

/** When each mailbox was last given to a poll, in milliseconds since 1970. */
export type PollTimes = ReadonlyMap<string, number>;

/**
 * Which mailboxes are read now, several in one item of the queue and those of one server together,
 * and the times to keep: what is due now is due again an interval later. One that failed waits for
 * its time. Pure.
 */
export function planPolls(states: MailboxState[], asked: PollTimes, pace: PollPace, now: Date): { polls: PollRef[]; asked: PollTimes } {
  const enabled = states.filter(({ mailbox }) => mailbox.enabled);
  const due = enabled.filter((state) => isDue(state, asked.get(state.mailbox.mailboxId) ?? null, pace, now));
  const ids = due.toSorted((a, b) => serverOf(a.mailbox).localeCompare(serverOf(b.mailbox))).map(({ mailbox }) => mailbox.mailboxId);
  const times = enabled.map(({ mailbox: { mailboxId } }): [string, number] => [
    mailboxId,
    ids.includes(mailboxId) ? now.getTime() : (asked.get(mailboxId) ?? 0),
  ]);
  return { polls: pollsOf(ids, now), asked: new Map(times) };
}

/** The Microsoft 365 mailboxes whose new mails are not announced, and should be. Pure. */
export const withoutSubscription = (states: MailboxState[], now: Date): string[] =>
  states
    .filter((state) => isGraphMailbox(state.mailbox) && isAnnounced(state.mailbox) && state.mailbox.enabled && !isSubscribed(state, now))
    .map(({ mailbox }) => mailbox.mailboxId);

/**
 * Milliseconds between two polls of a mailbox: rarely where Graph announces its mails, as often as
 * allowed where it should and doesn't. All others are polled often while mails come, and less and
 * less in a silence. Pure.
 */
export function pollIntervalMs(state: MailboxState, pace: PollPace, now: Date): number {
  if (isGraphMailbox(state.mailbox) && isAnnounced(state.mailbox)) return isSubscribed(state, now) ? graphEveryMs : pace.minMs;
  // an admin who has just connected it wants to see its first mail
  const times = [state.health?.lastMailAt, state.health?.connectedAt, state.mailbox.since];
  const silence = now.getTime() - Math.max(...times.map((time) => (time ? Date.parse(time) : 0)));
  return Math.max(pace.minMs, Math.min(silence * partOfSilence, pace.maxMs));
}

function isDue(state: MailboxState, asked: number | null, pace: PollPace, now: Date): boolean {
  if (isBackingOff(state, now)) return false;
  const retryAt = state.health?.retryAt;
  if (asked === null || (retryAt && asked < Date.parse(retryAt))) return true;
  // a clock that was ahead when it wrote that must not silence the mailbox until then
  return Math.abs(now.getTime() - asked) >= pollIntervalMs(state, pace, now) * early;
}

/** Whether a mailbox failed and its time has not come yet, or is no longer tried. */
export const isBackingOff = isHeldBack;

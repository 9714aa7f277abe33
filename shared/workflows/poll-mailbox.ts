import { healthBeforeFirstVisit, takenSince } from '../domain/mailboxes/first-read.ts';
import {
  type GraphMailbox,
  isGraphMailbox,
  type MailboxHealth,
  type MailboxState,
  type Subscription,
} from '../domain/mailboxes/mailbox.ts';
import { type MailboxRead, mailboxHealth } from '../domain/mailboxes/mailbox-health.ts';
import { type NoPollReason, whyNoPoll } from '../domain/mailboxes/poll-skipped.ts';
import { type PollRef, pollRef } from '../domain/queue-items.ts';
import { MailSourceError } from '../errors.ts';
import { type ReadMailboxDeps, readMailbox } from './read-mailbox.ts';

export type PollMailboxDeps = ReadMailboxDeps & {
  readMailbox(mailboxId: string): Promise<MailboxState | null>;
  /** Takes or renews the claim; false: another owner holds it. It runs out at `until`. */
  claimPoll(mailboxId: string, owner: string, until: Date): Promise<boolean>;
  releasePoll(mailboxId: string, owner: string): Promise<void>;
  writeHealth(mailboxId: string, health: MailboxHealth): Promise<void>;
  enqueuePoll(ref: PollRef): Promise<void>;
  renewSubscription(mailbox: GraphMailbox, stored: Subscription | null, wanted: 'renew' | 'recreate'): Promise<unknown>;
};

/**
 * What became of a poll. `left`: there is more, and the next poll is queued. `unannounced`: so many
 * mails were not announced, and the subscription is made anew. `subscriptionError`: what it asked
 * for besides went wrong.
 */
export type PollResult = { subscriptionError: string | null } & (
  | { kind: 'passed-over'; reason: NoPollReason }
  | { kind: 'visited'; visit: MailboxRead; left: boolean; unannounced: number }
);

/**
 * A visit renews its claim after every few mails; after a crash that lost its message too, the
 * mailbox waits no longer than this.
 */
const claimMs = 3 * 60_000;

/**
 * Polls one mailbox: takes in what came after its cursor and keeps how it went. Mails that the
 * visit's budget did not reach are the next poll's, which is queued at once. A mailbox that can't
 * be read is an answer, kept as its health, and is asked again later.
 *
 * @throws whatever the stores throw: the queue tries again.
 */
export async function pollMailbox(deps: PollMailboxDeps, ref: PollRef): Promise<PollResult> {
  const { mailboxId, scheduledAt: owner } = ref;
  const state = await deps.readMailbox(mailboxId);
  const subscriptionError = await seeToSubscription(deps, ref, state);
  const reason = whyNoPoll(ref, state, deps.now());
  if (reason || !state) return { kind: 'passed-over', reason: reason ?? 'no-such-mailbox', subscriptionError };

  const claim = () => deps.claimPoll(mailboxId, owner, new Date(deps.now().getTime() + claimMs));
  if (!(await claim())) return { kind: 'passed-over', reason: 'busy', subscriptionError };
  const known = await keepConnection(deps, state);
  const { visit, left, lost, unannounced } = await readMailbox(deps, known, claim);
  if (!lost) {
    await deps.writeHealth(mailboxId, mailboxHealth(known.health, visit, deps.now()));
    await deps.releasePoll(mailboxId, owner);
  }
  // a subscription that doesn't tell is as good as none; the poll that is queued makes another, and
  // reads what came meanwhile
  const subscription = unannounced > 0 ? 'recreate' : 'keep';
  if (left || unannounced > 0) await deps.enqueuePoll(pollRef(mailboxId, deps.now(), subscription));
  return { kind: 'visited', visit, left, unannounced, subscriptionError };
}

/**
 * Before the first visit, not after it: mail that comes in its middle would be old for the next
 * one, should this one end in a crash.
 */
async function keepConnection(deps: PollMailboxDeps, state: MailboxState): Promise<MailboxState> {
  const { mailbox } = state;
  const first = healthBeforeFirstVisit(state, deps.now());
  if (first) await deps.writeHealth(mailbox.mailboxId, first);
  const health = first ?? state.health;
  return { ...state, mailbox: { ...mailbox, since: takenSince(mailbox, health) }, health };
}

/**
 * Comes before everything that may pass the poll over. What fails here is seen to by the renewal's
 * timer; the mails are more urgent.
 */
async function seeToSubscription(deps: PollMailboxDeps, { subscription }: PollRef, state: MailboxState | null): Promise<string | null> {
  if (subscription === 'keep' || !state || !isGraphMailbox(state.mailbox)) return null;
  try {
    await deps.renewSubscription(state.mailbox, state.subscription, subscription);
    return null;
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    return `${error.failure}: ${error.message}`;
  }
}

import { healthBeforeFirstRead, readSince } from '../domain/mailboxes/first-read.ts';
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
import { BrokenSettingError, MailSourceError } from '../errors.ts';
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
 * What became of a poll. `left`: there is more, and the next poll is queued. `unannounced`: how
 * many mails were not announced; if any, the subscription is made anew. `waits-for-setting`: what
 * is kept of the mailbox can't be read; once it is corrected, the next poll goes on.
 * `subscriptionError`: why the subscription could not be renewed, when that was asked for.
 */
export type PollResult = { subscriptionError: string | null } & (
  | { kind: 'waits-for-setting'; problem: string }
  | { kind: 'passed-over'; reason: NoPollReason }
  | { kind: 'polled'; read: MailboxRead; left: boolean; unannounced: number }
);

/**
 * A poll renews its claim after every few mails; after a crash that lost its message too, the
 * mailbox waits no longer than this.
 */
const claimMs = 3 * 60_000;

/**
 * Polls one mailbox: fetches what came after its cursor and keeps how it went. Mails beyond the
 * poll's limits are left to the next poll, which is queued at once. That a mailbox can't be read is
 * kept as its health, and it is tried again later.
 *
 * @throws what the stores throw: the queue tries again.
 */
export async function pollMailbox(deps: PollMailboxDeps, ref: PollRef): Promise<PollResult> {
  try {
    return await poll(deps, ref);
  } catch (error) {
    if (!(error instanceof BrokenSettingError)) throw error;
    return { kind: 'waits-for-setting', problem: error.message, subscriptionError: null };
  }
}

async function poll(deps: PollMailboxDeps, ref: PollRef): Promise<PollResult> {
  const { mailboxId, scheduledAt: owner } = ref;
  const state = await deps.readMailbox(mailboxId);
  const subscriptionError = await renewIfAsked(deps, ref, state);
  const reason = whyNoPoll(ref, state, deps.now());
  if (reason || !state) return { kind: 'passed-over', reason: reason ?? 'no-such-mailbox', subscriptionError };

  const claim = () => deps.claimPoll(mailboxId, owner, new Date(deps.now().getTime() + claimMs));
  if (!(await claim())) return { kind: 'passed-over', reason: 'busy', subscriptionError };
  const known = await keepConnection(deps, state);
  const { read, left, lost, unannounced } = await readMailbox(deps, known, claim);
  if (!lost) {
    await deps.writeHealth(mailboxId, mailboxHealth(known.health, read, deps.now()));
    await deps.releasePoll(mailboxId, owner);
  }
  // a subscription that doesn't announce mails is replaced: by the queued poll, which also reads
  // what came meanwhile
  const subscription = unannounced > 0 ? 'recreate' : 'keep';
  if (left || unannounced > 0) await deps.enqueuePoll(pollRef(mailboxId, deps.now(), subscription));
  return { kind: 'polled', read, left, unannounced, subscriptionError };
}

/**
 * Before the first read, not after it: if it ends in a crash, mail that came meanwhile would be too
 * old for the next one.
 */
async function keepConnection(deps: PollMailboxDeps, state: MailboxState): Promise<MailboxState> {
  const { mailbox } = state;
  const first = healthBeforeFirstRead(state, deps.now());
  if (first) await deps.writeHealth(mailbox.mailboxId, first);
  const health = first ?? state.health;
  return { ...state, mailbox: { ...mailbox, since: readSince(mailbox, health) }, health };
}

/**
 * Comes before all that may skip the poll. When it fails, the renewal's timer tries again; the
 * mails are more urgent.
 */
async function renewIfAsked(deps: PollMailboxDeps, { subscription }: PollRef, state: MailboxState | null): Promise<string | null> {
  if (subscription === 'keep' || !state || !isGraphMailbox(state.mailbox)) return null;
  try {
    await deps.renewSubscription(state.mailbox, state.subscription, subscription);
    return null;
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    return `${error.failure}: ${error.message}`;
  }
}

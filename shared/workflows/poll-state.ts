import { healthBeforeFirstRead, readSince } from '../domain/mailboxes/first-read.ts';
import { healthNews } from '../domain/mailboxes/health-news.ts';
import type { Cursor, MailboxHealth, MailboxState } from '../domain/mailboxes/mailbox.ts';
import { type MailboxRead, mailboxHealth } from '../domain/mailboxes/mailbox-health.ts';
import { type NoPollReason, whyNoPoll } from '../domain/mailboxes/poll-skipped.ts';
import { type PollRef, pollRef } from '../domain/queue-items.ts';
import { type ReadMailboxDeps, readMailbox } from './read-mailbox.ts';

export type PollStateDeps = ReadMailboxDeps & {
  /** Takes or renews the claim; false: another owner holds it. It runs out at `until`. */
  claimPoll(mailboxId: string, owner: string, until: Date): Promise<boolean>;
  releasePoll(mailboxId: string, owner: string): Promise<void>;
  readCursor(mailboxId: string): Promise<Cursor | null>;
  readHealth(mailboxId: string): Promise<MailboxHealth | null>;
  writeHealth(mailboxId: string, health: MailboxHealth): Promise<void>;
  enqueuePoll(ref: PollRef): Promise<void>;
};

/**
 * What became of a poll. `left`: there is more, and the next poll is queued. `unannounced`: how
 * many mails were not announced; if any, the subscription is made anew. `isNews`: mails came, or
 * the mailbox does otherwise than before. `waits-for-setting`: what is kept of the mailbox can't be
 * read; once it is corrected, the next poll goes on. `handed-over`: there are new mails, and a poll
 * of this mailbox alone is queued. `subscriptionError`: why the subscription could not be renewed,
 * when that was asked for.
 */
export type PollResult = { subscriptionError: string | null } & (
  | { kind: 'waits-for-setting'; problem: string }
  | { kind: 'passed-over'; reason: NoPollReason }
  | { kind: 'handed-over' }
  | { kind: 'polled'; read: MailboxRead; left: boolean; unannounced: number; isNews: boolean }
);

/**
 * A poll renews its claim after every few mails; after a crash that lost its message too, the
 * mailbox waits no longer than this.
 */
const claimMs = 3 * 60_000;

/**
 * Polls a mailbox as it was read. While nothing is new, nothing is claimed and, most often, nothing
 * written. `look`: one of many; mails whose bytes would be fetched are left to a poll of their own.
 *
 * @throws what the stores throw: the queue tries again.
 */
export async function pollState(deps: PollStateDeps, ref: PollRef, state: MailboxState, how: 'look' | 'take-in'): Promise<PollResult> {
  const { mailboxId } = state.mailbox;
  const passedOver = (reason: NoPollReason): PollResult => ({ kind: 'passed-over', reason, subscriptionError: null });
  const reason = whyNoPoll(ref, state, deps.now());
  if (reason) return passedOver(reason);

  const claim = claimOn(deps, state, ref.scheduledAt);
  const known = await keepConnection(deps, state, claim.hold);
  if (!known) return passedOver('busy');
  const { read, end, unannounced } = await readMailbox(deps, known, claim.hold, how);
  if (end === 'lost' && read.mails === 0) return passedOver('busy');
  let isNews = false;
  if (end !== 'lost' && end !== 'bytes' && !(await isOutdated(deps, known, read))) {
    const health = mailboxHealth(known.health, read, deps.now());
    const news = healthNews(known.health, health);
    if (news !== null) await deps.writeHealth(mailboxId, health);
    isNews = news === 'changed';
  }
  if (end !== 'lost' && claim.isHeld()) await deps.releasePoll(mailboxId, ref.scheduledAt);
  // a subscription that doesn't announce mails is replaced: by the queued poll, which also reads
  // what came meanwhile
  const subscription = unannounced > 0 ? 'recreate' : 'keep';
  if (end === 'left' || end === 'bytes' || unannounced > 0) await deps.enqueuePoll(pollRef(mailboxId, deps.now(), subscription));
  if (end === 'bytes') return { kind: 'handed-over', subscriptionError: null };
  return { kind: 'polled', read, left: end === 'left', unannounced, isNews, subscriptionError: null };
}

/**
 * Whether somebody has put the mailbox right (another password, authorised again, resumed) while it
 * was read by what was wrong: that this read failed says nothing any more, and must not hold back
 * the poll that was asked for then.
 */
async function isOutdated(deps: PollStateDeps, { mailbox, health }: MailboxState, read: MailboxRead): Promise<boolean> {
  if (read.kind === 'read') return false;
  const resumedAt = (await deps.readHealth(mailbox.mailboxId))?.resumedAt;
  return resumedAt !== undefined && resumedAt !== health?.resumedAt;
}

/**
 * The claim on a mailbox, taken when it is first needed and renewed after that. Between the reading
 * of the cursor and the claim another poll may have taken in the same mails: then it is given up,
 * so that of two polls at the same time only one takes in a mail.
 */
function claimOn(deps: PollStateDeps, { mailbox: { mailboxId }, cursor }: MailboxState, owner: string) {
  let held = false;
  return {
    isHeld: () => held,
    async hold(): Promise<boolean> {
      if (!(await deps.claimPoll(mailboxId, owner, new Date(deps.now().getTime() + claimMs)))) return false;
      if (held) return true;
      const stored = await deps.readCursor(mailboxId);
      held = stored?.kind === cursor?.kind && stored?.token === cursor?.token;
      if (!held) await deps.releasePoll(mailboxId, owner);
      return held;
    },
  };
}

/**
 * Before the first read, not after it: if it ends in a crash, mail that came meanwhile would be too
 * old for the next one. Null: another poll is at work.
 */
async function keepConnection(deps: PollStateDeps, state: MailboxState, hold: () => Promise<boolean>): Promise<MailboxState | null> {
  const { mailbox } = state;
  const first = healthBeforeFirstRead(state, deps.now());
  if (first && !(await hold())) return null;
  if (first) await deps.writeHealth(mailbox.mailboxId, first);
  const health = first ?? state.health;
  return { ...state, mailbox: { ...mailbox, since: readSince(mailbox, health) }, health };
}

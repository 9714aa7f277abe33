import type { AlertBook } from '../domain/alerts/alert-book.ts';
import type { WatchedMailbox } from '../domain/alerts/plan-mailbox-alerts.ts';
import type { MailboxList, MailboxState } from '../domain/mailboxes/mailbox.ts';
import { clocksOf } from '../domain/mailboxes/mailbox-clocks.ts';
import { assessMailbox } from '../domain/mailboxes/mailbox-state.ts';
import { remark } from '../domain/words/remark.ts';
import { type FindOutDeps, findOut } from './find-out.ts';
import { type TellDeps, type Told, tellAdmins } from './tell-admins.ts';

export type WatchDeps = TellDeps &
  FindOutDeps & {
    /**
     * Settings of whatever kind that can't be read; what they are for waits, or goes on without
     * them.
     */
    brokenSettings(): Promise<readonly BrokenSetting[]>;
    /** All mailboxes and the book, in one query, with their versions. */
    readWatched(): Promise<MailboxList & { book: AlertBook; bookEtag: string | null; watchEtagOf(mailboxId: string): string | null }>;
  };

/** How all mailboxes do, and what became of what admins are told. */
export type WatchResult = { watched: WatchedMailbox[]; told: Told[]; isAddressed: boolean; broken: readonly BrokenSetting[] };

/** A setting that can't be read, and its wrong fields; never a value. */
type BrokenSetting = { kind: string; name: string; problem: string };

/**
 * Looks at all mailboxes: tells admins of those that turned bad, recovered, or have something that
 * is about to end, and finds out what no poll sees. What was found out is looked at the next time.
 *
 * @throws what the stores throw: the timer tries again.
 */
export async function watchMailboxes(deps: WatchDeps): Promise<WatchResult> {
  const { states, broken, book, bookEtag, watchEtagOf } = await deps.readWatched();
  const now = deps.now();
  const watched = [...states.map((state) => watchedOf(state, now)), ...broken.map(unreadable)];
  const { told, isAddressed, isOurs, ...known } = await tellAdmins(deps, watched, { book, etag: bookEtag });
  if (isOurs) {
    await findOut(deps, states, known.book.countedAt, watchEtagOf);
    await deps.writeBook({ ...known.book, countedAt: now.toISOString() }, known.etag);
  }
  return { watched, told, isAddressed, broken: await deps.brokenSettings() };
}

function watchedOf(state: MailboxState, now: Date): WatchedMailbox {
  const { mailboxId, address } = state.mailbox;
  return { mailboxId, address, assessed: assessMailbox(state, now), clocks: clocksOf(state) };
}

/** What is kept of it can't be read, so nobody polls it. */
const unreadable = ({ mailboxId, problem }: MailboxList['broken'][number]): WatchedMailbox => ({
  mailboxId,
  address: mailboxId,
  assessed: { state: 'failing', since: null, problem: remark('mailbox-unreadable', { said: problem }), byAdmin: false },
  clocks: [],
});

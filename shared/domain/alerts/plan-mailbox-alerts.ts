import { adminAlertIdFor } from '../ids.ts';
import { elapsedMs } from '../mailboxes/elapsed.ts';
import type { RunningClock } from '../mailboxes/mailbox-clocks.ts';
import type { AssessedState, StateName } from '../mailboxes/mailbox-state.ts';
import type { AlertEvent, ToldClock, ToldOfMailbox } from './alert-book.ts';

/** A mailbox as it is now. */
export type WatchedMailbox = { mailboxId: string; address: string; assessed: AssessedState; clocks: RunningClock[] };

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * So long a state must hold before admins hear of it. Of failing mailboxes, `failing` has waited
 * already; what only a person can help, and what we do ourselves, they hear at once.
 */
const holdMs: Readonly<Record<StateName, number>> = {
  healthy: 10 * minute,
  delayed: 60 * minute,
  failing: 10 * minute,
  'needs-authorisation': 0,
  paused: 0,
};
/** Admins who were told of a state are told of a worse one, and of no other until it recovers. */
const rank: Readonly<Record<StateName, number>> = { healthy: 0, delayed: 1, failing: 2, 'needs-authorisation': 3, paused: 3 };

/** No mailbox is worth more mails than one an hour. */
const betweenMailsMs = 60 * minute;

const thresholds = [14, 3];
/**
 * A certificate of a week is renewed each week, and would be told of each week: what is told must
 * be a small part of its life.
 */
const partsOfLife = 3;

const maxMeanwhile = 20;

/**
 * What admins are to be told of a mailbox now, and what is remembered of it (null: nothing).
 * `mayTell`: there is somebody to be told; else it all stays to be told. `shared`: what they were
 * told of secrets by which other mailboxes are read. Pure.
 */
export function planMailboxAlerts(
  before: ToldOfMailbox | null,
  mailbox: WatchedMailbox,
  now: Date,
  mayTell: boolean,
  shared: readonly ToldClock[] = [],
): { after: ToldOfMailbox | null; events: AlertEvent[] } {
  const { byAdmin } = mailbox.assessed;
  const at = now.toISOString();
  const state = byAdmin ? 'healthy' : mailbox.assessed.state;
  const told = byAdmin ? null : (before?.told ?? null);
  const isSame = before?.seen.state === state && before.seen.since <= at;
  const since = earlier(mailbox.assessed.since, isSame ? before.seen.since : at);
  const changed = before && before.seen.state !== state ? [{ state, at }] : [];
  const meanwhile = [...(before?.meanwhile ?? []), ...changed].slice(-maxMeanwhile);
  const own = before?.clocks ?? [];
  const others = shared.filter(
    (one) => !own.some((told) => told.clock === one.clock && told.endsAt === one.endsAt && told.days <= one.days),
  );
  const known = [...own, ...others].filter((one) => mailbox.clocks.some((clock) => isSameClock(clock, one)));
  const seen = { state, since };

  const ending = endingClocks(mailbox, known, now);
  const events =
    mayTell && mayMail(before?.lastMailAt ?? null, now) ? [...stateEvents(mailbox, seen, told, meanwhile, now), ...ending] : [];
  if (events.length === 0)
    return { after: kept({ seen, told, meanwhile, lastMailAt: before?.lastMailAt ?? null, clocks: known }, now), events };
  const turned = events.some(({ kind }) => kind === 'turned');
  const recovered = events.some(({ kind }) => kind === 'recovered');
  const clocks = [...known, ...ending.map(toTold)];
  const toldNow = turned ? seen : recovered ? null : told;
  return { after: kept({ seen, told: toldNow, meanwhile: [], lastMailAt: at, clocks }, now), events };
}

type Seen = ToldOfMailbox['seen'];

function stateEvents(
  { mailboxId, address, assessed }: WatchedMailbox,
  { state, since }: Seen,
  told: Seen | null,
  meanwhile: ToldOfMailbox['meanwhile'],
  now: Date,
): AlertEvent[] {
  if (elapsedMs(since, now) < holdMs[state]) return [];
  // that it came to this state is what the mail is about
  const earlierOnes = meanwhile.at(-1)?.state === state ? meanwhile.slice(0, -1) : meanwhile;
  const ofMailbox = { mailboxId, address, meanwhile: earlierOnes };
  if (rank[state] > rank[told?.state ?? 'healthy']) {
    const id = adminAlertIdFor(mailboxId, state, since);
    return [{ kind: 'turned', id, ...ofMailbox, state, since, problem: assessed.problem }];
  }
  if (state !== 'healthy' || !told) return [];
  const id = adminAlertIdFor(mailboxId, 'recovered', told.state, told.since);
  return [{ kind: 'recovered', id, ...ofMailbox, state: told.state, since: told.since, at: since }];
}

type ClockEvent = Extract<AlertEvent, { kind: 'clock' }>;

/** The clocks that have fallen under a threshold of which nobody was told so far: the lowest. */
function endingClocks({ mailboxId, address, clocks }: WatchedMailbox, known: readonly ToldClock[], now: Date): ClockEvent[] {
  return clocks.flatMap((clock): ClockEvent[] => {
    const { endsAt, lifeDays } = clock;
    // the subscription of a week is renewed by us; that it isn't shows in the state
    if (endsAt === null || clock.clock === 'subscription') return [];
    const left = Date.parse(endsAt) - now.getTime();
    const under = thresholds.filter((days) => left < days * day && (lifeDays ?? Number.POSITIVE_INFINITY) >= days * partsOfLife);
    const days = Math.min(...under);
    if (under.length === 0 || known.some((one) => isSameClock(clock, one) && one.days <= days)) return [];
    return [
      {
        kind: 'clock',
        id: adminAlertIdFor(clock.secretName ?? mailboxId, clock.clock, String(days), endsAt),
        mailboxId,
        address,
        clock: clock.clock,
        endsAt,
        days,
        mailboxes: 1,
        ...(clock.secretName !== undefined && { secretName: clock.secretName }),
      },
    ];
  });
}

/** With another end it is another one: the token was used, the certificate renewed. */
const isSameClock = (clock: RunningClock, told: ToldClock): boolean =>
  clock.clock === told.clock && clock.endsAt === told.endsAt && (told.secretName ?? clock.secretName) === clock.secretName;

const toTold = ({ clock, endsAt, days, secretName }: ClockEvent): ToldClock => ({
  ...{ clock, endsAt, days },
  ...(secretName !== undefined && { secretName }),
});

/** A clock that was ahead when the last mail went out must not silence the next ones. */
function mayMail(lastMailAt: string | null, now: Date): boolean {
  if (lastMailAt === null) return true;
  const passed = now.getTime() - Date.parse(lastMailAt);
  return passed >= betweenMailsMs || passed < -betweenMailsMs;
}

function kept(told: ToldOfMailbox, now: Date): ToldOfMailbox | null {
  const isIdle = told.seen.state === 'healthy' && told.told === null && told.clocks.length === 0 && mayMail(told.lastMailAt, now);
  return isIdle ? null : told;
}

const earlier = (one: string | null, other: string): string => (one !== null && one < other ? one : other);

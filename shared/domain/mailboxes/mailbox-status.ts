import { inWords } from '../words/in-words.ts';
import { elapsedMs } from './elapsed.ts';
import type { MailboxState } from './mailbox.ts';
import { type ClockName, clocksOf, daysUntil } from './mailbox-clocks.ts';
import { assessMailbox, type StateName } from './mailbox-state.ts';
import type { SenderDns } from './mailbox-watch.ts';
import { mailsByOutcome } from './mails-by-outcome.ts';

/**
 * A clock for people. `daysLeft`: whole days, 0 on the last one, negative after the end.
 */
type ShownClock = { endsAt: string | null; daysLeft: number | null; note: string | null };
type ShownClocks = { [name in ClockName]: ShownClock | null } & { senderDns: SenderDns | null };

/**
 * How a mailbox does, for people. `since`: of the state, where that is known. `problem`: what is
 * wrong and what to do, in words. `lastSuccessAt`: of a mailbox without news it is kept every few
 * minutes. `lagSeconds`: since then. `mails`: by what became of them, within the last 24 hours of
 * the clock (UTC), the running one included; counted every five minutes, each mail once; null where
 * nobody has counted so far.
 */
export type MailboxStatus = {
  state: StateName;
  health: {
    since: string | null;
    lastMailAt: string | null;
    lastSuccessAt: string | null;
    problem: string | null;
    lagSeconds: number | null;
    throttledUntil: string | null;
    mails: Record<string, number> | null;
    clocks: ShownClocks;
  };
};

/** The state of a mailbox at a time, from what is kept of it. Pure. */
export function mailboxStatus(state: MailboxState, now: Date): MailboxStatus {
  const { health } = state;
  const { state: name, since, problem } = assessMailbox(state, now);
  const lastSuccessAt = health?.lastPolledAt ?? null;
  const retryAt = health?.lastFailure === 'throttled' ? health.retryAt : null;
  return {
    state: name,
    health: {
      since,
      lastMailAt: health?.lastMailAt ?? null,
      lastSuccessAt,
      problem: problem && inWords(problem),
      lagSeconds: lastSuccessAt === null ? null : Math.round(elapsedMs(lastSuccessAt, now) / 1000),
      throttledUntil: retryAt !== null && Date.parse(retryAt) > now.getTime() ? retryAt : null,
      mails: state.watch ? mailsByOutcome(state.watch.mails, now) : null,
      clocks: shownClocks(state, now),
    },
  };
}

/** The clocks as people see them; null: the mailbox has no such thing. Pure. */
function shownClocks(state: MailboxState, now: Date): ShownClocks {
  const shown: ShownClocks = {
    refreshToken: null,
    clientSecret: null,
    clientCertificate: null,
    serverCertificate: null,
    subscription: null,
    senderDns: state.watch?.dns ?? null,
  };
  for (const { clock, endsAt, note } of clocksOf(state)) {
    shown[clock] = { endsAt, daysLeft: endsAt === null ? null : daysUntil(endsAt, now), note: note && inWords(note) };
  }
  return shown;
}

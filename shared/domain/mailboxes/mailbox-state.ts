import type { BareCode, Remark } from '../words/remark.ts';
import { remark } from '../words/remark.ts';
import { elapsedMs } from './elapsed.ts';
import { isAnnounced } from './is-own-account.ts';
import { isSubscribed } from './is-subscribed.ts';
import { isGraphMailbox, type MailboxHealth, type MailboxState } from './mailbox.ts';
import { stoppedByUsSince } from './mailbox-health.ts';

/**
 * `delayed`: mail comes late, or is tried again after failures that may pass; `failing`: they do
 * not pass; `needs-authorisation`: only a person can help; `paused`: by an admin, or by us, before
 * the account gets locked.
 */
export type StateName = 'healthy' | 'delayed' | 'needs-authorisation' | 'paused' | 'failing';

/**
 * The state, since when (null: what is stored doesn't say), and what is wrong. `byAdmin`: it is as
 * an admin wants it.
 */
export type AssessedState = { state: StateName; since: string | null; problem: Remark | null; byAdmin: boolean };

const minute = 60_000;

/** Failures that do not pass by themselves; one alone may be a whim of the server. */
const lasting: Readonly<Record<string, Problem>> = {
  'login-refused': 'mailbox-login-refused',
  certificate: 'mailbox-certificate',
  'folder-missing': 'mailbox-folder-missing',
  protocol: 'mailbox-protocol',
  'address-refused': 'mailbox-address-refused',
};
const lastingFailures = 2;

/** Failures that pass, and after how long they don't. */
const passing: Readonly<Record<string, { problem: Problem; failingAfterMs: number }>> = {
  unreachable: { problem: 'mailbox-unreachable', failingAfterMs: 15 * minute },
  // it answers, and lets us in again
  throttled: { problem: 'mailbox-throttled', failingAfterMs: 4 * 60 * minute },
};
/** A code of another version, or one mail that ends every read. */
const otherwise = { problem: 'mailbox-fails', failingAfterMs: 15 * minute } as const;
type Problem =
  | 'mailbox-login-refused'
  | 'mailbox-certificate'
  | 'mailbox-folder-missing'
  | 'mailbox-protocol'
  | 'mailbox-address-refused'
  | 'mailbox-unreachable'
  | 'mailbox-throttled'
  | 'mailbox-fails';

/** Making a subscription takes seconds; until then a new mailbox is not ill. */
const announcedAfterMs = 20 * minute;
/** More than twice the longest time between two polls of a mailbox that is well. */
const lateAfterMs = 3 * 60 * minute;

type Rule = (state: MailboxState, now: Date) => AssessedState | null;

/** The state of a mailbox at a time: the first rule that fits. Pure. */
export function assessMailbox(state: MailboxState, now: Date): AssessedState {
  for (const rule of rules) {
    const assessed = rule(state, now);
    if (assessed) return assessed;
  }
  const { failures = 0, lastError = null } = state.health ?? {};
  const problem = failures === 0 && lastError !== null ? remark('mailbox-noted', { said: lastError }) : null;
  return { state: 'healthy', since: null, problem, byAdmin: false };
}

const rules: readonly Rule[] = [
  function pausedByAdmin({ mailbox }) {
    return mailbox.enabled ? null : { ...ill('paused', null, bare('mailbox-paused')), byAdmin: true };
  },

  function stoppedByUs(state) {
    const since = stoppedByUsSince(state);
    return since === null ? null : ill('paused', since, remark('mailbox-stopped', { said: saidBy(state.health) }));
  },

  // stays until a read goes well: a server that is down meanwhile proves nothing
  function unauthorised({ mailbox: { mailboxId }, health }) {
    const since = health?.unauthorisedSince;
    return since === undefined || health?.failures === 0
      ? null
      : ill('needs-authorisation', since, remark('mailbox-unauthorised', { mailboxId, said: saidBy(health) }));
  },

  function fails({ health }, now) {
    if (!health || health.failures === 0) return null;
    const since = health.failingSince ?? health.lastPolledAt ?? health.connectedAt ?? null;
    const failure = health.lastFailure ?? '';
    const told = (problem: Problem) => remark(problem, { said: saidBy(health) });
    const fault = of(lasting, failure);
    if (fault) return ill(health.failures >= lastingFailures ? 'failing' : 'delayed', since, told(fault));
    const { problem, failingAfterMs } = of(passing, failure) ?? otherwise;
    const mayPass = since !== null && elapsedMs(since, now) < failingAfterMs;
    return ill(mayPass ? 'delayed' : 'failing', since, told(problem));
  },

  function unannounced(state, now) {
    // one that another account reads is polled: it owes no announcements
    if (!isGraphMailbox(state.mailbox) || !isAnnounced(state.mailbox) || isSubscribed(state, now)) return null;
    const known = state.subscription?.expiresAt ?? state.health?.connectedAt ?? state.mailbox.since ?? null;
    const since = sinceResumed(known, state.health);
    return since !== null && elapsedMs(since, now) >= announcedAfterMs ? ill('delayed', since, bare('mailbox-not-announced')) : null;
  },

  function late({ health }, now) {
    const since = sinceResumed(health?.lastPolledAt ?? health?.connectedAt ?? null, health);
    if (since === null || elapsedMs(since, now) < lateAfterMs) return null;
    return ill('delayed', since, remark('mailbox-late', { hours: lateAfterMs / 60 / minute }));
  },
];

/** Of a mailbox that was paused for days, nobody expects more than from then on. */
const sinceResumed = (since: string | null, health: MailboxHealth | null): string | null =>
  since !== null && health?.resumedAt !== undefined && health.resumedAt > since ? health.resumedAt : since;

const ill = (state: StateName, since: string | null, problem: Remark): AssessedState => ({ state, since, problem, byAdmin: false });
const bare = (code: BareCode) => remark(code);
const saidBy = (health: MailboxHealth | null) => health?.lastError ?? 'nothing';
const of = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(table, key) ? table[key] : undefined);

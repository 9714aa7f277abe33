import { type BareCode, type Remark, remark } from '../words/remark.ts';
import { isAnnounced } from './is-own-account.ts';
import { isSubscribed } from './is-subscribed.ts';
import { RefreshTokenLogin } from './login.ts';
import { isGraphMailbox, type MailboxState } from './mailbox.ts';
import type { KeptSecret } from './mailbox-watch.ts';

/** What of a mailbox ends some day, unless somebody sees to it. */
export type ClockName = 'refreshToken' | 'clientSecret' | 'clientCertificate' | 'serverCertificate' | 'subscription';

/**
 * When something ends; null: that is not known, and `note` says why. `lifeDays`: how long it lasts
 * from beginning to end, where that is known. `secretName`: that of an app, which other mailboxes
 * may be read by as well.
 */
export type RunningClock = { secretName?: string; clock: ClockName; endsAt: string | null; lifeDays: number | null; note: Remark | null };

const day = 86_400_000;
/**
 * A refresh token that nobody uses (learn.microsoft.com/entra/identity-platform/refresh-tokens).
 */
const unusedTokenDays = 90;

/** The clocks of a mailbox: those that it has, whether their end is known or not. Pure. */
export function clocksOf(state: MailboxState): RunningClock[] {
  return [refreshToken(state), credential(state.watch?.secret ?? null), serverCertificate(state), subscription(state)].filter(
    (clock) => clock !== null,
  );
}

export const daysUntil = (at: string, now: Date): number => Math.floor((Date.parse(at) - now.getTime()) / day);

/** What is left of a consent by which the mailbox is read no more ends without harm. */
function refreshToken({ mailbox, authorisation }: MailboxState): RunningClock | null {
  if (!authorisation || !('login' in mailbox) || !RefreshTokenLogin.safeParse(mailbox.login).success) return null;
  const { lastRefreshAt } = authorisation;
  const lifeDays = unusedTokenDays;
  if (lastRefreshAt === null) return { clock: 'refreshToken', endsAt: null, lifeDays, note: remark('clock-not-kept') };
  const endsAt = new Date(Date.parse(lastRefreshAt) + unusedTokenDays * day).toISOString();
  return { clock: 'refreshToken', endsAt, lifeDays, note: remark('clock-unused-token') };
}

function credential(secret: KeptSecret | null): RunningClock | null {
  if (!secret) return null;
  const { end } = secret;
  const clock = secret.kind === 'certificate' ? 'clientCertificate' : 'clientSecret';
  const { name: secretName } = secret;
  if (end.known) return { clock, secretName, endsAt: end.at, lifeDays: null, note: null };
  const notes = {
    missing: 'clock-secret-missing',
    'no-date': 'clock-secret-without-date',
    unreachable: 'clock-secret-unreachable',
  } as const;
  return { clock, secretName, endsAt: null, lifeDays: null, note: bare(notes[end.why]) };
}

/** Microsoft sees to that of Graph. */
function serverCertificate({ mailbox, health }: MailboxState): RunningClock | null {
  if (isGraphMailbox(mailbox)) return null;
  if (!health?.certificate) return { clock: 'serverCertificate', endsAt: null, lifeDays: null, note: remark('clock-not-seen') };
  const { notBefore, notAfter } = health.certificate;
  const lifeDays = (Date.parse(notAfter) - Date.parse(notBefore)) / day;
  return { clock: 'serverCertificate', endsAt: notAfter, lifeDays, note: null };
}

/** Renewed by us days before its end; a mailbox that another account reads has none. */
function subscription(state: MailboxState): RunningClock | null {
  if (!isGraphMailbox(state.mailbox) || !isAnnounced(state.mailbox)) return null;
  const endsAt = isSubscribed(state, new Date(0)) && state.subscription ? state.subscription.expiresAt : null;
  const note = endsAt === null ? remark('mailbox-not-announced') : null;
  return { clock: 'subscription', endsAt, lifeDays: null, note };
}

const bare = (code: BareCode) => remark(code);

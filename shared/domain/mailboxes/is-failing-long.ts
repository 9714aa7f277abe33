import { elapsedMs } from './elapsed.ts';
import type { MailboxState } from './mailbox.ts';
import { assessMailbox } from './mailbox-state.ts';

/**
 * Whether a mailbox has not been read for longer than this, though its admin wants it to be: it
 * fails, waits for somebody to authorise it, or is not tried any more. It counts from the first
 * failure on, whatever came of that later. Pure.
 */
export function isFailingLong(state: MailboxState, minutes: number, now: Date): boolean {
  const { state: name, since, byAdmin } = assessMailbox(state, now);
  if (byAdmin || name === 'healthy' || name === 'delayed') return false;
  const failingSince = state.health && state.health.failures > 0 ? state.health.failingSince : undefined;
  const first = [since, failingSince].filter((time) => typeof time === 'string').sort()[0];
  return first === undefined || elapsedMs(first, now) >= minutes * 60_000;
}

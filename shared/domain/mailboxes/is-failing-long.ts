import { elapsedMs } from './elapsed.ts';
import type { MailboxState } from './mailbox.ts';
import { assessMailbox } from './mailbox-state.ts';

/**
 * Whether a mailbox has not been read for longer than this, though its admin wants it to be: it
 * fails, waits for somebody to authorise it, or is not tried any more. Pure.
 */
export function isFailingLong(state: MailboxState, minutes: number, now: Date): boolean {
  const { state: name, since, byAdmin } = assessMailbox(state, now);
  if (byAdmin || name === 'healthy' || name === 'delayed') return false;
  return since === null || elapsedMs(since, now) >= minutes * 60_000;
}

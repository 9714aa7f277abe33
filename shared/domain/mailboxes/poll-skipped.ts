import type { PollRef } from '../queue-items.ts';
import type { MailboxState } from './mailbox.ts';
import { isBackingOff } from './plan-polls.ts';

/** `busy`: another poll of the same mailbox is at work. */
export type NoPollReason = 'stale' | 'no-such-mailbox' | 'disabled' | 'backing-off' | 'busy';

/** After an outage the newest poll does the work of all before it. */
const staleAfterMs = 10 * 60_000;

/** Why a poll that is due is passed over; null: it isn't. Pure. */
export function whyNoPoll(ref: PollRef, state: MailboxState, now: Date): NoPollReason | null {
  if (now.getTime() - Date.parse(ref.scheduledAt) > staleAfterMs) return 'stale';
  if (!state.mailbox.enabled) return 'disabled';
  return isBackingOff(state, now) ? 'backing-off' : null;
}

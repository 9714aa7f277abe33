import { owingNothing } from '../domain/notifications/mail-bounced.ts';
import { createdBy, type TicketChange } from '../domain/notifications/ticket-change.ts';
import type { Committed } from './ticket-versions.ts';

/**
 * Writes a change with the mails by which it is told; without them when that is refused, since
 * somebody may have been told that day. What is told is sent once the sweep finds it.
 */
export async function commitTelling(commit: (change: TicketChange) => Promise<Committed>, change: TicketChange): Promise<Committed> {
  const answer = await commit(change);
  return answer === 'conflict' && createdBy(change, 'notification').length > 0 ? commit(owingNothing(change)) : answer;
}

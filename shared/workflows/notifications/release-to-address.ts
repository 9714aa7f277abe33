import type { HeldAnswer } from '../../api/notifications.ts';
import { changeAllHeld } from './change-all-held.ts';
import type { HeldDeps } from './held-deps.ts';
import { releaseNotification } from './release-notification.ts';

/** So many pages of those that are held are released along with their address. */
const maxPages = 4;

/**
 * Has all mail sent that was held for an address that was just cleared, those that were owed first
 * before others; `isAll` false: there is more than one request takes.
 */
export async function releaseToAddress(deps: HeldDeps, to: string, by: string): Promise<{ released: number; isAll: boolean }> {
  let released = 0;
  let next: HeldAnswer['next'] = null;
  for (let page = 0; page < maxPages; page += 1) {
    const asked = { filter: { to }, continuation: next ?? undefined };
    const answer = await changeAllHeld(deps, asked, ({ ticketId, id }) => releaseNotification(deps, ticketId, id, { by, anyway: false }));
    released += answer.done;
    next = answer.next;
    if (next === null) return { released, isAll: true };
  }
  return { released, isAll: false };
}

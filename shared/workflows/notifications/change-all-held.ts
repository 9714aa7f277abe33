import { fromContinuation, toContinuation } from '../../api/continuation.ts';
import type { HeldAnswer, HeldInput } from '../../api/notifications.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Notification } from '../../domain/notifications/notification.ts';
import type { HeldDeps } from './held-deps.ts';
import { ticketIdOf } from './ticket-id-of.ts';

/** So many in one request: a few seconds. */
const maxAtOnce = 50;

/**
 * Does something with all mails that are held and match, those that were owed first before others;
 * some at a time, until there is no `next`. What can't be done for one is counted by its reason.
 *
 * @throws ProblemError 404 when there is no such ticket, 400 when the continuation is none of ours.
 */
export async function changeAllHeld(
  deps: HeldDeps,
  { filter, continuation }: HeldInput,
  change: (notification: Notification) => Promise<unknown>,
): Promise<HeldAnswer> {
  const after = fromContinuation(continuation);
  const { to, kind, ticket } = filter;
  const wanted = { state: 'held' as const, to, kind, ticketId: await ticketIdOf(deps, ticket) };
  const { items, next } = await deps.browse.notifications(wanted, { limit: maxAtOnce, after, earliestFirst: true });
  const refused = new Map<string, number>();
  let done = 0;
  for (const notification of items) {
    try {
      await change(notification);
      done += 1;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      refused.set(error.message, (refused.get(error.message) ?? 0) + 1);
    }
  }
  return { done, refused: [...refused].map(([reason, count]) => ({ reason, count })), next: next && toContinuation(next) };
}

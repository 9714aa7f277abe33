import { notFound } from '../../api/problem.ts';
import type { ListNotificationsDeps } from './held-deps.ts';

/**
 * The id of a ticket that was named by its id or number; undefined when none was.
 *
 * @throws ProblemError 404 when there is no such ticket.
 */
export async function ticketIdOf(
  { browse }: Pick<ListNotificationsDeps, 'browse'>,
  named: string | undefined,
): Promise<string | undefined> {
  if (named === undefined) return undefined;
  const ticket = await browse.ticket(named);
  if (!ticket) throw notFound('ticket', 'ticket', named);
  return ticket.ticketId;
}

import { notFound } from '../api/problem.ts';
import type { Versioned } from '../domain/changes/merge-step.ts';
import { maxRedirects } from '../domain/tickets/ticket.ts';

/** What finding a ticket reads. */
export type FindTicketDeps = { browse: { versioned(idOrNumber: string): Promise<Versioned | null> } };

/**
 * A ticket by its id or number, with its version; one that was merged leads to the one that it was
 * merged into, so that its number stays good. `field` names it in the request.
 *
 * @throws ProblemError 404 when there is no such ticket.
 */
export async function findTicket({ browse }: FindTicketDeps, idOrNumber: string, field = 'id'): Promise<Versioned> {
  let found = await browse.versioned(idOrNumber);
  for (let step = 0; found?.ticket.mergedInto && step < maxRedirects; step += 1) found = await browse.versioned(found.ticket.mergedInto);
  if (!found) throw notFound(field, 'ticket', idOrNumber);
  return found;
}

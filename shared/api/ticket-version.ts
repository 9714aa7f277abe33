import type { Ticket } from '../domain/tickets/ticket.ts';

/**
 * The ETag of a ticket: its version in the store, behind the time of its last change. By that time
 * its history tells what came after.
 */
export const ticketEtag = ({ updatedAt }: Ticket, version: string): string => `"${updatedAt}/${version.replace(/^(?:W\/)?"|"$/g, '')}"`;

/** From when the version is that somebody has seen, the newest of what they sent; null: unknown. */
export function seenAt(ifMatch: string | null): string | null {
  const times = [...(ifMatch ?? '').matchAll(/"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\/[^"]{1,200}"/g)].map(([, time = '']) => time);
  return times.toSorted().at(-1) ?? null;
}

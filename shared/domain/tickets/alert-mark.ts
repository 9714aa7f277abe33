import { z } from 'zod';

/**
 * What is known of an alert beside its ticket: items in the partition of the ticket that it has
 * next, numbered from 1. Whoever opens that ticket, or remembers a recovery there, has to create
 * the next one, so that neither overlooks the other.
 */
export const AlertMark = z.object({
  id: z.string(),
  type: z.literal('alert-mark'),
  schemaVersion: z.literal(1),
  ticketId: z.string(),
  place: z.number().int(),
  /** When a mail was written that says that the problem is over; null: a problem came. */
  recoveredAt: z.iso.datetime().nullable(),
  ttl: z.number().int().positive(),
});
export type AlertMark = z.infer<typeof AlertMark>;

/** As long as a mail that fails is tried again, and a day. */
const keptSeconds = 8 * 86_400;

/** The mark after `place` others. Pure. */
export const alertMark = (ticketId: string, place: number, recoveredAt: string | null): AlertMark => ({
  ...{ id: `alert-mark-${place + 1}`, type: 'alert-mark', schemaVersion: 1 },
  ...{ ticketId, place: place + 1, recoveredAt, ttl: keptSeconds },
});

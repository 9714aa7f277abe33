import { z } from 'zod';

/** What all events of a ticket's history have. */

/** Who caused it. */
const EventActor = z.discriminatedUnion('kind', [
  /** Who asks by a mail, else who sent it, as it says; its message tells how far to believe it. */
  z.object({ kind: z.literal('sender'), address: z.string() }),
  z.object({ kind: z.literal('technician'), address: z.string() }),
  /** A routing rule, by what it says of a mail. */
  z.object({ kind: z.literal('rule'), id: z.string(), name: z.string() }),
  /** What carries our mail: it refused it, gave up, or reported. */
  z.object({ kind: z.literal('channel') }),
]);
export type EventActor = z.infer<typeof EventActor>;

export const EventCommon = z.object({
  id: z.string(),
  type: z.literal('event'),
  schemaVersion: z.literal(1),
  ticketId: z.string(),
  by: EventActor,
  /**
   * From when on it is so. Of the ticket's own item never before its earlier changes: their order
   * by time is that in which they were made.
   */
  at: z.iso.datetime(),
  /** The id of the mail, report or sending that caused it; a repeat makes the same event. */
  cause: z.string(),
});

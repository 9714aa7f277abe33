import { z } from 'zod';

/** A mail that we owe somebody: a row in its ticket's partition, written in the batch that caused it (the outbox). */
export const Notification = z.object({
  id: z.string(),
  type: z.literal('notification'),
  schemaVersion: z.literal(1),
  ticketId: z.string(),
  kind: z.enum(['ticket-created']),
  status: z.enum(['waiting', 'sent', 'delivered', 'bounced', 'failed']),
  to: z.object({ address: z.string(), name: z.string().nullable() }),
  /** The mail it answers: its trace id and Message-ID, for In-Reply-To and References (RFC 5322 3.6.4). */
  mailId: z.string(),
  inReplyTo: z.string(),
  references: z.array(z.string()),
  createdAt: z.iso.datetime(),
  /** Not before; the sweep queues it again when it waits long after. */
  dueAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
  /** Ours, signed; known once it was sent. */
  messageId: z.string().nullable(),
  /** Why it failed for good. */
  failure: z.string().nullable(),
});
export type Notification = z.infer<typeof Notification>;

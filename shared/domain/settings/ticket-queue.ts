import { z } from 'zod';
import { QueueNotifications } from './notification-settings.ts';
import { Technician } from './technician.ts';

/** A queue of tickets: where a mailbox's tickets go, and the prefix of their numbers. */
export const TicketQueue = z.object({
  queueId: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 lower-case letters, digits or hyphens'),
  name: z.string().min(1).max(100),
  prefix: z.string().regex(/^[A-Z][A-Z0-9]{1,9}$/, 'must be 2 to 10 capital letters and digits, a letter first'),
  /** The technicians (by their ids) who are told what concerns the whole queue. */
  team: z.array(Technician.shape.technicianId).max(50).default([]),
  /** What is told otherwise than the policy says. */
  notifications: QueueNotifications.prefault({}),
});
export type TicketQueue = z.infer<typeof TicketQueue>;

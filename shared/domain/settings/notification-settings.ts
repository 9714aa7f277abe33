import { z } from 'zod';

/**
 * What somebody may be told of by mail. The first four are for clients, the others for technicians.
 */
export const NotificationEvent = z.enum([
  'ticket-created',
  'technician-replied',
  'ticket-resolved',
  'ticket-closed',
  'sla-breached',
  'ticket-assigned',
  'client-replied',
  'note-mention',
]);
export type NotificationEvent = z.infer<typeof NotificationEvent>;

/**
 * Whom an event is told to. `participants`: who takes part beside the requester; `assignee`: the
 * technician whose ticket it is, and while it is nobody's, the queue's team.
 */
export const Audience = z.enum(['requester', 'participants', 'assignee', 'queue-team']);
export type Audience = z.infer<typeof Audience>;

const Anybody = z.array(Audience).max(4);
const Clients = z.array(Audience.extract(['requester', 'participants'])).max(2);
/** What only technicians may read is told to nobody else, whatever is set. */
const Team = z.array(Audience.extract(['assignee', 'queue-team'])).max(2);

const On = z.boolean().default(true);

/**
 * Which events are told, and to whom. Of a reply it is whom one goes to that names nobody; a note
 * is told to those whom it names. Who caused an event is never told.
 */
export const NotificationSettings = z.object({
  'ticket-created': z.object({ on: On, audience: Anybody.default(['requester']) }).prefault({}),
  'technician-replied': z.object({ on: On, audience: Clients.default(['requester', 'participants']) }).prefault({}),
  'ticket-resolved': z.object({ on: On, audience: Anybody.default(['requester']) }).prefault({}),
  'ticket-closed': z.object({ on: On, audience: Anybody.default(['requester']) }).prefault({}),
  'sla-breached': z.object({ on: z.boolean().default(false), audience: Team.default(['assignee', 'queue-team']) }).prefault({}),
  'ticket-assigned': z.object({ on: On, audience: Team.default(['assignee']) }).prefault({}),
  'client-replied': z.object({ on: On, audience: Team.default(['assignee']) }).prefault({}),
  'note-mention': z.object({ on: On }).prefault({}),
});
export type NotificationSettings = z.infer<typeof NotificationSettings>;

const differs = <Names extends z.ZodType<Audience[]>>(audience: Names) =>
  z.object({ on: z.boolean().exactOptional(), audience: audience.exactOptional() });

/** What a queue does otherwise than the policy says; what is absent is as there. */
export const QueueNotifications = z.object({
  'ticket-created': differs(Anybody).exactOptional(),
  'technician-replied': differs(Clients).exactOptional(),
  'ticket-resolved': differs(Anybody).exactOptional(),
  'ticket-closed': differs(Anybody).exactOptional(),
  'sla-breached': differs(Team).exactOptional(),
  'ticket-assigned': differs(Team).exactOptional(),
  'client-replied': differs(Team).exactOptional(),
  'note-mention': z.object({ on: z.boolean().exactOptional() }).exactOptional(),
});
export type QueueNotifications = z.infer<typeof QueueNotifications>;

/** Whether an event of a ticket in this queue is told, and to whom. Pure. */
export const notificationSetting = (
  event: NotificationEvent,
  policy: { notifications: NotificationSettings },
  queue: { notifications: QueueNotifications },
): { on: boolean; audience: readonly Audience[] } => ({ audience: [], ...policy.notifications[event], ...queue.notifications[event] });

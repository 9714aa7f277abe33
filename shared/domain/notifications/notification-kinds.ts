import type { NotificationKinds } from './notification-kind.ts';
import { ticketCreated } from './ticket-created.ts';

/** All kinds of notifications: a new one is a file beside this one and a row here. */
export const notificationKinds: NotificationKinds = new Map([['ticket-created', ticketCreated]]);

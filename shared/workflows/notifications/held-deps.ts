import type { Notification } from '../../domain/notifications/notification.ts';
import type { NotificationFilter, NotificationPageOf } from '../../domain/notifications/notification-filter.ts';
import type { Position } from '../../domain/tickets/position.ts';
import type { Ticket } from '../../domain/tickets/ticket.ts';
import type { LookDeps } from '../look-at-address.ts';
import type { SendDeps } from '../send-notification.ts';

/** What looking at notifications reads. */
export type ListNotificationsDeps = {
  browse: {
    ticket(idOrNumber: string): Promise<Ticket | null>;
    notifications(filter: NotificationFilter, page: NotificationPageOf): Promise<{ items: Notification[]; next: Position | null }>;
  };
};

/** What releasing and dropping them reads and writes. */
export type HeldDeps = ListNotificationsDeps & Pick<SendDeps, 'now' | 'owed' | 'commit' | 'enqueue'> & Pick<LookDeps, 'contactAt'>;

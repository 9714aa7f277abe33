import type { Position } from '../tickets/position.ts';
import type { Notification } from './notification.ts';

/** Which notifications are asked for; absent asks for nothing. */
export type NotificationFilter = {
  state?: Notification['status'] | undefined;
  /** An address. */
  to?: string | undefined;
  /** A ticket's id. */
  ticketId?: string | undefined;
  kind?: string | undefined;
};

/** A page of them, and in which order: the latest first, or the earliest. */
export type NotificationPageOf = { limit: number; after: Position | null; earliestFirst?: boolean };

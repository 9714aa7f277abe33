import type { Position } from './position.ts';
import type { TicketPriority } from './ticket.ts';
import type { TicketStatus } from './ticket-status.ts';

/** Which tickets are listed, and from where on; absent or null asks for nothing. */
export type TicketFilter = {
  /** Text in number, subject or requester. */
  search?: string | undefined;
  status?: TicketStatus | undefined;
  queueId: string | null;
  priority?: TicketPriority | undefined;
  tag?: string | undefined;
  /** A technician's address; `none`: nobody's. */
  assignee?: string | undefined;
  /** Only those of alerts. */
  alert?: boolean | undefined;
  /** A client's name or id. */
  client?: string | undefined;
  /** An address. */
  requester?: string | undefined;
  limit: number;
  after: Position | null;
};

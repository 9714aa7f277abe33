import type { Position } from './position.ts';
import type { TicketStatus } from './ticket.ts';

/** Which tickets are listed, and from where on; absent or null asks for nothing. */
export type TicketFilter = {
  /** Text in number, subject or requester. */
  search?: string | undefined;
  status?: TicketStatus | undefined;
  queueId: string | null;
  /** A client's name or id. */
  client?: string | undefined;
  /** An address. */
  requester?: string | undefined;
  limit: number;
  after: Position | null;
};

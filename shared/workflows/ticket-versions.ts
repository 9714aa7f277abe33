import type { TicketState } from '../domain/ingest/ingest-facts.ts';
import { createdBy, type TicketChange, ticketAfter } from '../domain/notifications/ticket-change.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';

/**
 * The result of a commit: the ticket's version after it (null when the ticket was not written), or
 * that another writer was faster.
 */
export type Committed = { etag: string | null } | 'conflict';

/** The versions of a ticket that one process has written, one right after the other. */
export type TicketVersions = {
  /** Notes the result of a commit. */
  committed(change: TicketChange, answer: Committed): void;
  /**
   * A state read some turns ago, as it is after them; null when it must be read anew. It is known
   * when all writes since came from here, and none under the Message-ID (hashed) that the state was
   * read for. If another process wrote meanwhile, the version shows it at the next write.
   */
  upToDate(state: TicketState, messageIdHash: string): TicketState | null;
};

/** More than may wait for a ticket, so that each waiter finds the version it has read. */
const maxVersions = 50;

/** Starts with no version known. */
export function ticketVersions(): TicketVersions {
  let latest: Ticket | null = null;
  let versions: { etag: string; messageIdHashes: string[] }[] = [];
  return {
    committed(change, answer) {
      const { ticketId, version } = change;
      const ticket = ticketAfter(change);
      if (answer === 'conflict') {
        if (latest?.ticketId === ticketId) versions = [];
        return;
      }
      if (!ticket || answer.etag === null) return;
      const follows = latest?.ticketId === ticketId && versions.at(-1)?.etag === version;
      if (!follows) versions = version === null ? [] : [{ etag: version, messageIdHashes: [] }];
      versions.push({ etag: answer.etag, messageIdHashes: createdBy(change, 'message').map((message) => message.messageIdHash) });
      if (versions.length > maxVersions) versions.shift();
      latest = ticket;
    },
    upToDate(state, messageIdHash) {
      const read = versions.findIndex(({ etag }) => etag === state.etag);
      const last = versions.at(-1);
      if (read < 0 || !last || latest?.ticketId !== state.ticket.ticketId) return null;
      const since = versions.slice(read + 1);
      return since.some(({ messageIdHashes }) => messageIdHashes.includes(messageIdHash))
        ? null
        : { ...state, ticket: latest, etag: last.etag };
    },
  };
}

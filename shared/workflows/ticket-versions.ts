import type { TicketState } from '../domain/ingest/ingest-facts.ts';
import { createdBy, type TicketChange, ticketAfter } from '../domain/notifications/ticket-change.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';

/**
 * What a commit answers: the ticket's version after it (null when the ticket was not written), or
 * that somebody was faster.
 */
export type Committed = { etag: string | null } | 'conflict';

/** The versions of a ticket that one process has written, one right after the other. */
export type TicketVersions = {
  /** Says what the commit of a change answered. */
  committed(change: TicketChange, answer: Committed): void;
  /**
   * A state that was read some turns ago, as it is after them: null when it can't be told, and is
   * to be read. It can be when all that was written since was written here, and nothing of it under
   * the Message-ID (hashed) that the state was read for. Should another process have written
   * meanwhile, the version tells that when this one is written.
   */
  broughtUp(state: TicketState, messageIdHash: string): TicketState | null;
};

/**
 * More than find a place in a line, so that whoever stood there when it read the ticket finds its
 * version.
 */
const maxVersions = 50;

/** Begins with no version known. */
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
    broughtUp(state, messageIdHash) {
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

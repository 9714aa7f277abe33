import type { TicketState } from '../domain/ingest/ingest-facts.ts';
import type { IngestPlan } from '../domain/ingest/plan-ingest.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';

/**
 * What a commit answers: the ticket's version after it (null when the ticket was not written), or
 * that somebody was faster.
 */
export type Committed = { etag: string | null } | 'conflict';

/** The versions of a ticket that one process has written, one right after the other. */
export type TicketVersions = {
  /** Says what a plan's commit answered. */
  committed(plan: IngestPlan, answer: Committed): void;
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
  let versions: { etag: string; messageIdHash: string | null }[] = [];
  return {
    committed({ ticket, message, trace }, answer) {
      if (answer === 'conflict') {
        if (latest?.ticketId === trace.ticketId) versions = [];
        return;
      }
      if (!ticket || answer.etag === null) return;
      const follows = latest?.ticketId === trace.ticketId && versions.at(-1)?.etag === ticket.etag;
      if (!follows) versions = ticket.etag === null ? [] : [{ etag: ticket.etag, messageIdHash: null }];
      versions.push({ etag: answer.etag, messageIdHash: message?.messageIdHash ?? null });
      if (versions.length > maxVersions) versions.shift();
      latest = ticket.item;
    },
    broughtUp(state, messageIdHash) {
      const read = versions.findIndex(({ etag }) => etag === state.etag);
      const last = versions.at(-1);
      if (read < 0 || !last || latest?.ticketId !== state.ticket.ticketId) return null;
      const since = versions.slice(read + 1);
      return since.some((version) => version.messageIdHash === messageIdHash) ? null : { ...state, ticket: latest, etag: last.etag };
    },
  };
}

import type { Ticket } from '../tickets/ticket.ts';
import type { Replacement } from './plan-ticket-change.ts';
import type { Refusal } from './refusal.ts';

/** A ticket as it was read, and its version in the store. */
export type Versioned = { ticket: Ticket; etag: string };

/** The two tickets of a merge, and those that were merged into the source before. */
export type MergePair = { source: Versioned; target: Versioned; children: readonly Versioned[] };

/**
 * What is next: a write, after which both are read again; what another change left half done has to
 * be finished first; or it is not possible, after a write that takes back what was noted.
 */
export type MergeStep =
  | { kind: 'done' }
  | { kind: 'write'; change: Replacement }
  | { kind: 'first'; ticketId: string }
  | ({ kind: 'given-up'; change: Replacement } & Refusal)
  | ({ kind: 'refused' } & Refusal);

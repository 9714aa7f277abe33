import type { Ticket } from './ticket.ts';

/** A ticket that nobody has changed, merged or resolved. */
export const untouched: Pick<Ticket, 'pendingReason' | 'remindAt' | 'mergedInto' | 'merge' | 'merged' | 'unfinished' | 'resolvedAt'> = {
  pendingReason: null,
  remindAt: null,
  mergedInto: null,
  merge: null,
  merged: [],
  unfinished: null,
  resolvedAt: null,
};

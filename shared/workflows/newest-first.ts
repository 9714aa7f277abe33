import type { Position } from '../domain/tickets/position.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';

/** The partitions of which a ticket is shown: its own, and those of what was merged into it. */
export const partitionsOf = ({ ticketId, merged }: Pick<Ticket, 'ticketId' | 'merged'>): string[] => [
  ticketId,
  ...merged.map((other) => other.ticketId),
];

/**
 * What several sources have, each the latest first (those of the same moment by id), as one in the
 * same order; each is read only as far as it is asked for. A ticket that nothing was merged into
 * has one source.
 */
export async function* newestFirst<T extends Position>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  const [only, ...others] = sources;
  if (only && others.length === 0) {
    yield* only;
    return;
  }
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
  for (;;) {
    let newest: { index: number; value: T } | null = null;
    for (const [index, head] of heads.entries()) {
      if (!head.done && (!newest || isAfter(head.value, newest.value))) newest = { index, value: head.value };
    }
    if (!newest) return;
    yield newest.value;
    const iterator = iterators[newest.index];
    if (iterator) heads[newest.index] = await iterator.next();
  }
}

const isAfter = (one: Position, other: Position): boolean => one.at > other.at || (one.at === other.at && one.id > other.id);

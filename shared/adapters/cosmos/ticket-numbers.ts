import type { Container } from '@azure/cosmos';
import { statusOf } from './status-of.ts';

/** The first number of a prefix. */
const first = 1001;

/** Numbers that are taken together: how many, and the last of them once the store has counted. */
type Block = { wanted: number; last: Promise<number> };

/**
 * Ticket numbers, one counter for each prefix (item `<prefix>` of kind `counter` in container
 * `settings`), counted up in the store so that none is given twice. Who asks while the store counts
 * waits for the next count, which is for all who wait: a burst of new tickets counts a few times,
 * not once for each. A number that was taken but not used is kept for the next ticket of this
 * process; a crash may skip it.
 */
export function ticketNumbers(container: Container) {
  const unused = new Map<string, number[]>();
  const open = new Map<string, Block>();
  const counting = new Map<string, Promise<unknown>>();

  function blockOf(prefix: string): Block {
    const block: Block = {
      wanted: 0,
      last: Promise.resolve(counting.get(prefix)).then(() => {
        open.delete(prefix);
        return countUp(container, prefix, block.wanted);
      }),
    };
    open.set(prefix, block);
    counting.set(
      prefix,
      block.last.catch(() => undefined),
    );
    return block;
  }

  return {
    async take(prefix: string): Promise<number> {
      const kept = unused.get(prefix)?.shift();
      if (kept !== undefined) return kept;
      const block = open.get(prefix) ?? blockOf(prefix);
      block.wanted += 1;
      const place = block.wanted;
      const last = await block.last;
      return last - block.wanted + place;
    },
    giveBack(prefix: string, number: number): void {
      unused.set(prefix, [...(unused.get(prefix) ?? []), number]);
    },
  };
}

/** Counts a prefix up by so many; returns the last of the numbers. */
async function countUp(container: Container, prefix: string, by: number): Promise<number> {
  const increment = async () => {
    const { resource } = await container.item(prefix, 'counter').patch([{ op: 'incr', path: '/value', value: by }]);
    return Number(resource?.value);
  };
  try {
    return await increment();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && Number(error.code) === 404)) throw error;
    // the first ticket of this prefix; whoever loses the race to create the counter counts on
    const value = first + by - 1;
    const status = await statusOf(container.items.create({ id: prefix, kind: 'counter', schemaVersion: 1, value }));
    return status === 409 ? increment() : value;
  }
}

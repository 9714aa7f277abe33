import type { Container } from '@azure/cosmos';
import { statusOf } from './status-of.ts';

/** The first number of a prefix. */
const first = 1001;

/**
 * Ticket numbers, one counter for each prefix (item `<prefix>` of kind `counter` in container `settings`), counted up in the store so that
 * none is given twice. A number that was taken but not used is kept for the next ticket of this process; a crash may skip it.
 */
export function ticketNumbers(container: Container) {
  const unused = new Map<string, number[]>();

  async function increment(prefix: string): Promise<number> {
    const { resource } = await container.item(prefix, 'counter').patch([{ op: 'incr', path: '/value', value: 1 }]);
    return Number(resource?.value);
  }

  return {
    async take(prefix: string): Promise<number> {
      const kept = unused.get(prefix)?.shift();
      if (kept !== undefined) return kept;
      try {
        return await increment(prefix);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && Number(error.code) === 404)) throw error;
        // the first ticket of this prefix; whoever loses the race to create the counter counts on
        const status = await statusOf(container.items.create({ id: prefix, kind: 'counter', schemaVersion: 1, value: first }));
        return status === 409 ? increment(prefix) : first;
      }
    },
    giveBack(prefix: string, number: number): void {
      unused.set(prefix, [...(unused.get(prefix) ?? []), number]);
    },
  };
}

import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { KnownSubscription } from '../../domain/subscriptions/check-notifications.ts';
import { parseItem, unlessBroken } from './parse-item.ts';
import { queryAll } from './query.ts';
import { tellOnce } from './tell-once.ts';

const KnownRow = z.object({ mailboxId: z.string(), subscriptionId: z.string(), clientStateSha256: z.string() });

/** Reads what notifications are checked against. */
export function subscriptionReader(container: Container, report: (problem: string) => void) {
  const tell = tellOnce(report);
  return {
    /**
     * All subscriptions by id, and by the hash of their clientState, by which one is known while it
     * is being made. One that can't be read is reported, and hides no other.
     */
    async subscriptions(): Promise<Map<string, KnownSubscription>> {
      const query = "SELECT c.mailboxId, c.subscriptionId, c.clientStateSha256 FROM c WHERE c.type = 'subscription'";
      const problems: string[] = [];
      const known = new Map<string, KnownSubscription>();
      for (const row of await queryAll(container, query, [])) {
        const read = unlessBroken(
          () => parseItem(KnownRow, 'subscription', String(row.mailboxId), row),
          (problem) => problems.push(problem),
        );
        if (!read || read === 'broken') continue;
        known.set(read.clientStateSha256, read);
        if (read.subscriptionId !== '') known.set(read.subscriptionId, read);
      }
      tell(problems);
      return known;
    },
  };
}

import type { Container } from '@azure/cosmos';
import { queryAll } from './query.ts';
import { statusOf } from './status-of.ts';

/**
 * What is kept of a mailbox besides its settings, to be removed. What is gone is removed already.
 */
export const mailboxRest = (container: Container) => ({
  forgetCursor: async (mailboxId: string): Promise<void> => void (await statusOf(container.item('cursor', mailboxId).delete())),

  /**
   * Cursor, subscription, health, claim, and the progress of work on it; never a connection test,
   * which has a partition of its own.
   */
  async removeRest(mailboxId: string): Promise<void> {
    const rows = await queryAll(container, "SELECT c.id FROM c WHERE c.type NOT IN ('mailbox', 'connection-test')", [], mailboxId);
    for (const { id } of rows) await statusOf(container.item(String(id), mailboxId).delete());
  },
});

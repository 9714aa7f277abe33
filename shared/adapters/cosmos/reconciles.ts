import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { Reconcile, type StoredReconcile } from '../../domain/mailboxes/reconcile.ts';
import { parseItem } from './parse-item.ts';
import { queryAll, type Row } from './query.ts';

const Etag = z.object({ _etag: z.string() });
const Newest = Reconcile.pick({ mailboxId: true, startedAt: true, endedAt: true, problem: true });
type Newest = z.infer<typeof Newest>;

/** The counts of mailboxes: item `reconcile` in the partition of each (container `mailboxes`). */
export const reconcileStore = (container: Container) => ({
  async readReconcile(mailboxId: string): Promise<StoredReconcile | null> {
    const { resource } = await container.item('reconcile', mailboxId).read<Row>();
    return toStored(mailboxId, resource);
  },

  /** Writes if what is stored has this etag (null: nothing is); null: it has not. */
  async writeReconcile(reconcile: Reconcile, etag: string | null): Promise<StoredReconcile | null> {
    const { mailboxId } = reconcile;
    const wanted = { ...reconcile, id: 'reconcile', type: 'reconcile', schemaVersion: 1 };
    try {
      const { resource } =
        etag === null
          ? await container.items.create<Row>(wanted)
          : await container.item('reconcile', mailboxId).replace<Row>(wanted, { accessCondition: { type: 'IfMatch', condition: etag } });
      return toStored(mailboxId, resource);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 404 || code === 409 || code === 412) return null;
      throw error;
    }
  },

  /** The newest count of each mailbox. One that can't be read counts as none: it is made anew. */
  async listReconciles(): Promise<ReadonlyMap<string, Newest>> {
    const query = "SELECT c.mailboxId, c.startedAt, c.endedAt, c.problem FROM c WHERE c.type = 'reconcile'";
    const rows = (await queryAll(container, query, [])).flatMap((row) => Newest.safeParse(row).data ?? []);
    return new Map(rows.map((row) => [row.mailboxId, row]));
  },
});

function toStored(mailboxId: string, resource: Row | undefined): StoredReconcile | null {
  const reconcile = parseItem(Reconcile, 'reconcile', mailboxId, resource);
  return reconcile && { reconcile, etag: Etag.parse(resource)._etag };
}

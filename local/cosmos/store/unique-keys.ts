import { CosmosError } from '../cosmos-error.ts';
import { valueAt } from '../json.ts';
import type { Container } from './container.ts';
import type { Store } from './open-store.ts';
import type { ItemDraft } from './prepare-item.ts';

/**
 * Takes the item's values of the container's unique keys, giving back those that it had before.
 * Keys are unique within a partition; a missing value counts as null. Throws CosmosError 409 when
 * another item has them. https://learn.microsoft.com/azure/cosmos-db/unique-keys
 */
export function claimUniqueKeys(store: Store, { number, uniqueKeys }: Container, { pk, body }: ItemDraft, rid: number): void {
  if (uniqueKeys.length === 0) return;
  store.prepare(`DELETE FROM unique_${number} WHERE rid = ?`).run(rid);
  uniqueKeys.forEach((paths, key) => {
    const value = JSON.stringify(paths.map((path) => valueAt(body, path) ?? null));
    const { changes } = store
      .prepare(`INSERT OR IGNORE INTO unique_${number} (pk, key, value, rid) VALUES (?, ?, ?, ?)`)
      .run(pk, key, value, rid);
    if (changes === 0) {
      const names = paths.map((path) => `/${path.join('/')}`).join(', ');
      throw new CosmosError(409, `Unique index constraint violation: another item of the partition has the same ${names}.`);
    }
  });
}

import type { Store } from './open-store.ts';

/** Creation stamp of a database, or nothing when there is none of that name. */
export function readDatabase(store: Store, id: string): number | undefined {
  const stamp = store.prepare('SELECT stamp FROM databases WHERE id = ?').get(id)?.stamp;
  return stamp === undefined ? undefined : Number(stamp);
}

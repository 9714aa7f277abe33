import type { BlockList } from '../api/block-list.ts';

/** What listing the blocked senders reads. */
export type ListBlockedSendersDeps = { list(): Promise<Pick<BlockList, 'items' | 'broken'>> };

/**
 * The blocked senders, the latest hit first, and the entries that can't be read, which block
 * nobody.
 */
export async function listBlockedSenders({ list }: ListBlockedSendersDeps): Promise<BlockList> {
  const { items, broken } = await list();
  const latestFirst = items.toSorted((a, b) => (b.lastHitAt ?? '').localeCompare(a.lastHitAt ?? '') || a.entry.localeCompare(b.entry));
  return { items: latestFirst, next: null, broken };
}

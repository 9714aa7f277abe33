import type { WantedBlock } from '../api/block-list.ts';
import type { BlockedSender } from '../domain/settings/blocked-sender.ts';

/** What blocking a sender writes. Returns the entry's id. */
export type BlockSenderDeps = { add(entry: BlockedSender): Promise<string> };

/**
 * Blocks a sender; one that is blocked already stays as they are. `by`: who asks for it. Returns
 * the entry's id.
 */
export const blockSender = ({ add }: BlockSenderDeps, wanted: WantedBlock, by: string, now: Date): Promise<string> =>
  add({ ...wanted, addedBy: by, addedAt: now.toISOString(), hits: 0, lastHitAt: null });

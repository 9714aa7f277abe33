import { z } from 'zod';
import { BlockedSender } from '../domain/settings/blocked-sender.ts';

/** The id of an entry, also of one that was made by hand: whatever Cosmos DB takes for an id. */
export const BlockId = z.string().regex(/^[^/\\?#]{1,255}$/, 'must be the id of an entry');

/** The entry that it becomes. */
export const AddedBlock = z.object({ id: z.string() });

/** The block list; `broken`: entries that can't be read, and what is wrong with them. */
export const BlockList = z.object({
  items: z.array(BlockedSender.extend({ id: z.string() })),
  next: z.null().describe('All come at once'),
  broken: z.array(z.object({ id: z.string(), problem: z.string() })),
});
export type BlockList = z.infer<typeof BlockList>;

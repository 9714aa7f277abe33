import { z } from 'zod';
import { namesSomebody } from './block-list.ts';

/**
 * An entry of the block list: an address, a domain, or a pattern with `*`; how often it was hit and
 * when last, so that dead entries show.
 */
export const BlockedSender = z.object({
  entry: z
    .string()
    .trim()
    .toLowerCase()
    .min(3)
    .max(320)
    .refine(namesSomebody, 'must be an address, a domain (example.com) or a pattern that names one (*.example.com)'),
  note: z.string().max(500).default(''),
  addedBy: z.string().max(200),
  addedAt: z.iso.datetime(),
  hits: z.number().int().default(0),
  lastHitAt: z.iso.datetime().nullable().default(null),
});
export type BlockedSender = z.infer<typeof BlockedSender>;

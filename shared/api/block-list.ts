import { z } from 'zod';
import { namesSomebody } from '../domain/settings/block-list.ts';
import { BlockedSender } from '../domain/settings/blocked-sender.ts';

/** A sender to be blocked: what to block, and why. */
export const WantedBlock = BlockedSender.pick({ entry: true, note: true }).extend({
  entry: BlockedSender.shape.entry.refine(
    namesSomebody,
    'must be an address, a domain (example.com) or a pattern that names one (*.example.com)',
  ),
});

/** The entry that it becomes. */
export const AddedBlock = z.object({ id: z.string() });

import { z } from 'zod';

/**
 * What became of a mail. `processing` until the end; `failed` and `quarantined` keep the raw mail
 * and can be replayed.
 */
export const Outcome = z.enum(['processing', 'ticket', 'reply', 'duplicate', 'suppressed', 'recorded', 'quarantined', 'failed']);
export type Outcome = z.infer<typeof Outcome>;

import { z } from 'zod';

/** One check of a mail's trace: its name, what it saw in the mail, and what followed. */
export const Check = z.object({ check: z.string(), saw: z.string(), verdict: z.string() });
export type Check = z.infer<typeof Check>;

/**
 * What became of a mail. `processing` until the end; `failed` and `quarantined` keep the raw mail
 * and can be replayed.
 */
export const Outcome = z.enum(['processing', 'ticket', 'reply', 'duplicate', 'suppressed', 'recorded', 'quarantined', 'failed']);
export type Outcome = z.infer<typeof Outcome>;

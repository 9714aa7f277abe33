import { z } from 'zod';

/**
 * What is known of who wrote a mail. `verified`: a trusted system vouches for the author in From.
 * `not-vouched-for`: a trusted system looked and nothing vouches for the author, whatever its word
 * (none, temperror, softfail …), or From names no single author. `unknown`: no system that the
 * mailbox trusts left a verdict.
 */
export const SenderState = z.enum(['verified', 'not-vouched-for', 'unknown']);
export type SenderState = z.infer<typeof SenderState>;

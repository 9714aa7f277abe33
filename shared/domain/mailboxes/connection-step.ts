import { z } from 'zod';
import { Remark } from '../words/remark.ts';

/** The steps of a connection test, in the order in which they are shown. */
export const stepNames = [
  'name-resolves',
  'port-opens',
  'tls',
  'sign-in',
  'folder',
  'read-message',
  'subscription-handshake',
  'send',
  'round-trip',
  'write',
] as const;
export type StepName = (typeof stepNames)[number];

/** What a step found out that an admin may want to set. */
const Proposal = z.object({ trustedServers: z.array(z.string().max(255)).max(20) });

/** How a step ended. `said` is worded where it is shown; a failure has a remedy by its code. */
export const Step = z.object({
  step: z.enum(stepNames),
  result: z.enum(['passed', 'failed', 'skipped']),
  said: Remark,
  durationMs: z.number().int().nonnegative(),
  proposal: Proposal.nullable().default(null),
});
export type Step = z.infer<typeof Step>;

import { z } from 'zod';
import { SenderDns } from '../domain/mailboxes/mailbox-watch.ts';

const At = z.iso.datetime().nullable();

/** `endsAt` null: not known, and `note` says why. */
const Clock = z
  .object({ endsAt: At, daysLeft: z.number().int().nullable(), note: z.string().nullable() })
  .nullable()
  .describe('null: the mailbox has no such thing');

/**
 * How a mailbox does, beside its state. All but the first three are left out of one whose item
 * can't be read.
 */
export const ApiMailboxHealth = z.object({
  lastMailAt: At,
  lastSuccessAt: At.describe('When it was last read well; without news kept every few minutes'),
  problem: z.string().nullable().describe('What is wrong, and what to do'),
  authorizationUrl: z
    .string()
    .nullable()
    .optional()
    .describe('Where a person has to sign in (needs-authorisation): POST to this path begins it. null: there is nothing to consent to'),
  since: At.optional().describe('Since when it has this state, where that is known'),
  lagSeconds: z.number().int().nullable().optional().describe('Since lastSuccessAt'),
  throttledUntil: At.optional(),
  mails: z
    .record(z.string(), z.number().int())
    .nullable()
    .optional()
    .describe('The mails of the last 24 hours of the clock (UTC) by what became of them; null: not counted so far'),
  clocks: z
    .object({
      refreshToken: Clock,
      clientSecret: Clock,
      clientCertificate: Clock,
      serverCertificate: Clock,
      subscription: Clock,
      senderDns: SenderDns.nullable(),
    })
    .optional()
    .describe('What ends some day, unless somebody sees to it'),
});

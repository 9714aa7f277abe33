import { z } from 'zod';
import { Person } from '../tickets/person.ts';
import { Check } from '../words/check.ts';
import { Remark } from '../words/remark.ts';
import { MailFailure } from './mail-failure.ts';
import { MailKind } from './mail-kind.ts';
import { Outcome } from './outcome.ts';

/**
 * The trace of an inbound mail: in the partition of the ticket that it touched, else in one of its
 * own.
 */
export const MailTrace = z.object({
  id: z.string(),
  type: z.literal('mail'),
  schemaVersion: z.literal(1),
  ticketId: z.string(),
  mailId: z.string(),
  mailboxId: z.string(),
  remoteId: z.string(),
  messageId: z.string().nullable(),
  messageIdHash: z.string().nullable(),
  from: Person.nullable(),
  subject: z.string(),
  size: z.number(),
  receivedAt: z.iso.datetime(),
  processedAt: z.iso.datetime(),
  outcome: Outcome,
  /** Why it made nothing, or nothing yet. */
  reason: Remark.nullable(),
  ticketNumber: z.string().nullable(),
  kind: MailKind.nullable(),
  checks: z.array(Check),
  rawBlob: z.string().nullable(),
  /** It was imported as archive, and is to be whenever it is looked at again. */
  archive: z.literal(true).exactOptional(),
  /** Why it could not be ingested so far; only while it is `processing` or `failed`. */
  failure: MailFailure.exactOptional(),
  ttl: z.number().int().positive().exactOptional(),
});
export type MailTrace = z.infer<typeof MailTrace>;

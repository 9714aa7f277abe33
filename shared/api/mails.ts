import { z } from 'zod';
import { MailKind } from '../domain/trace/mail-kind.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';
import { Outcome } from '../domain/trace/outcome.ts';
import { checkInWords, inWords } from '../domain/words/in-words.ts';

/** What the API says of an inbound mail. */

export const ApiMail = z.object({
  mailId: z.string(),
  mailbox: z.string().describe('Its address, or its id when it is no longer connected'),
  messageId: z.string().nullable(),
  from: z.object({ address: z.string(), name: z.string().nullable() }).nullable(),
  subject: z.string(),
  size: z.number(),
  receivedAt: z.string(),
  processedAt: z.string(),
  outcome: Outcome,
  reason: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  kind: MailKind.nullable(),
});
export type ApiMail = z.infer<typeof ApiMail>;

const ApiCheck = z.object({ check: z.string(), saw: z.string(), verdict: z.string() });

export const ApiMailWithChecks = ApiMail.extend({
  checks: z.array(ApiCheck).describe('In order: what was looked at, what it saw, what followed'),
  ticketUrl: z.string().nullable(),
  rawUrl: z.string().nullable(),
});
export type ApiMailWithChecks = z.infer<typeof ApiMailWithChecks>;

export const MailPage = z.object({
  items: z.array(ApiMail),
  next: z.string().nullable().describe('Pass it as "continuation" for the next page'),
});
export type MailPage = z.infer<typeof MailPage>;

/** The filters of the list. */
export const MailQuery = z.object({
  messageId: z.string().max(1000).optional().describe('As in the header, with its brackets'),
  from: z.string().max(320).optional().describe('An address'),
  outcome: Outcome.optional(),
  mailbox: z.string().max(320).optional().describe('Its address or id'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  continuation: z.string().max(2000).optional().describe('The "next" of the page before'),
});
export type MailQuery = z.infer<typeof MailQuery>;

/** A trace as the list shows it. */
export const toApiMail = (trace: MailTrace, mailbox: string): ApiMail => ({
  mailId: trace.mailId,
  mailbox,
  messageId: trace.messageId,
  from: trace.from,
  subject: trace.subject,
  size: trace.size,
  receivedAt: trace.receivedAt,
  processedAt: trace.processedAt,
  outcome: trace.outcome,
  reason: trace.reason && inWords(trace.reason),
  ticketNumber: trace.ticketNumber,
  kind: trace.kind,
});

/** A trace with its checks and links. */
export const toApiMailWithChecks = (trace: MailTrace, mailbox: string): ApiMailWithChecks => ({
  ...toApiMail(trace, mailbox),
  checks: trace.checks.map((check) => checkInWords(check)),
  ticketUrl: trace.ticketNumber === null ? null : `/api/tickets/${trace.ticketNumber}`,
  rawUrl: trace.rawBlob === null ? null : `/api/mail/${trace.mailId}/raw`,
});

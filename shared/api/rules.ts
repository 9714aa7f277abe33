import { z } from 'zod';
import type { Comparison } from '../domain/rules/condition.ts';
import { Rule, RuleContent } from '../domain/rules/rule.ts';
import type { RuleVerdict } from '../domain/rules/rule-set.ts';
import { cut } from '../domain/text/cut.ts';
import { TicketPriority } from '../domain/tickets/ticket.ts';
import { ItemId } from './params.ts';

/** What the API says of rules that are tried on mails. */

/** The longest mail that is tried as it is sent, in characters; base64 takes a third more. */
const maxRawCharacters = 7_000_000;
const maxDrafts = 500;

/** A rule as it would be: as it is sent to be stored, or as it was read. */
const Draft = z.strictObject({
  id: Rule.shape.ruleId.optional(),
  ...RuleContent.shape,
  ...{ updatedBy: z.string().nullable().optional(), updatedAt: z.string().nullable().optional() },
});
export type RuleDraft = z.infer<typeof Draft>;

export const RuleTry = z
  .strictObject({
    raw: z.string().min(1).max(maxRawCharacters).optional().describe('A whole mail, as it is sent over the Internet'),
    encoding: z.enum(['text', 'base64']).default('text').describe('Of "raw"'),
    mailId: ItemId.optional().describe('A mail that came'),
    last: z.number().int().min(1).max(200).optional().describe('So many mails that came last'),
    mailbox: z.string().max(320).optional().describe('To which "raw" comes: its address or id; else the one that is its recipient'),
    rules: z.array(Draft).max(maxDrafts).optional().describe('Instead of those that are stored; for admins'),
  })
  .refine(({ raw, mailId, last }) => [raw, mailId, last].filter((each) => each !== undefined).length === 1, {
    error: 'must have one of raw, mailId and last',
  });
export type RuleTry = z.infer<typeof RuleTry>;

const TriedRule = z.object({
  id: z.string(),
  name: z.string(),
  matches: z.boolean(),
  applies: z.boolean().describe('It matches, is enabled, and no rule before it ended the list'),
  why: z.array(z.object({ comparison: z.string(), saw: z.string(), holds: z.boolean() })),
});
type TriedRule = z.infer<typeof TriedRule>;

const Difference = z.object({ field: z.string(), was: z.json(), would: z.json() });
export type Difference = z.infer<typeof Difference>;

/** What becomes of a mail by the rules. */
export const RuleOutcome = z.object({
  result: z
    .enum(['ticket', 'alert', 'suppressed', 'reply', 'machine', 'refused'])
    .describe('Rules decide on the first three only: a reply stays in its ticket, a report on our mail is recorded, a blocked one refused'),
  queueId: z.string(),
  priority: TicketPriority,
  tags: z.array(z.string()),
  assignee: z.string().nullable(),
  client: z.object({ id: z.string(), name: z.string() }).nullable(),
  suppressed: z.string().nullable().describe('The id of the rule by which there is no ticket'),
  confirmation: z.boolean().describe('Whether the rules leave it to the policy to confirm the ticket'),
  alert: z.object({ rule: z.string(), key: z.string(), recovery: z.boolean() }).nullable(),
});
export type RuleOutcome = z.infer<typeof RuleOutcome>;

const TriedOnOne = z.object({
  rules: z.array(TriedRule),
  outcome: RuleOutcome,
  differences: z.array(Difference).nullable().describe('From what became of a mail that came; null where rules have no say'),
});
export type TriedOnOne = z.infer<typeof TriedOnOne>;

const TriedOnLast = z.object({
  tried: z.number().int(),
  skipped: z.number().int().describe('Too large to be tried all at once, or gone'),
  rules: z.array(z.object({ id: z.string(), name: z.string(), applied: z.number().int().describe('To how many of the mails') })),
  mails: z
    .array(
      z.object({
        ...{ mailId: z.string(), receivedAt: z.string(), from: z.string().nullable(), subject: z.string() },
        ...{ ticketNumber: z.string().nullable(), rules: z.array(z.string()), differences: z.array(Difference) },
      }),
    )
    .describe('Those of which something would have been different, the latest first'),
});
export type TriedOnLast = z.infer<typeof TriedOnLast>;

export const RuleTryAnswer = z.union([TriedOnOne, TriedOnLast]);

const maxShown = 200;

/** A rule's verdict as the API shows it. */
export const toTriedRule = ({ rule, matches, applies, why }: RuleVerdict): TriedRule => ({
  ...{ id: rule.id, name: rule.name, matches, applies },
  why: why.map(({ comparison, saw, holds }) => ({ comparison: inWords(comparison), saw: cut(saw, maxShown), holds })),
});

const inWords = (comparison: Comparison): string => {
  const field = comparison.field === 'header' ? `header ${comparison.name}` : comparison.field;
  return cut(`${field} ${comparison.op} ${comparison.value}`, maxShown);
};

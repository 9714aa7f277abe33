import { z } from 'zod';
import { TicketPriority, TicketTag } from '../tickets/ticket.ts';
import { Condition } from './condition.ts';

/**
 * A routing rule: what is done with the mails that open a ticket and that it matches. Rules are
 * looked at in their order (then by name). Of queue, priority, assignee, client and alert the last
 * rule that sets it counts; tags add up; `suppress`, `no-confirmation` and `stop` can't be taken
 * back, and after `suppress` or `stop` no further rule is looked at. A reply stays in its ticket,
 * whatever the rules say.
 */

const maxPatternLength = 500;
const Pattern = z.string().min(1).max(maxPatternLength);

/** One row for each thing that a rule does. */
export const RuleAction = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('queue'), queueId: z.string().min(1).max(40) }),
  z.strictObject({ action: z.literal('priority'), priority: TicketPriority }),
  z.strictObject({ action: z.literal('tag'), tag: TicketTag }),
  z.strictObject({ action: z.literal('assign'), assignee: z.email().max(320).toLowerCase().describe("A technician's address") }),
  z.strictObject({ action: z.literal('client'), clientId: z.string().min(1).max(100) }),
  /** No ticket: a trace says by which rule. */
  z.strictObject({ action: z.literal('suppress') }),
  z.strictObject({ action: z.literal('no-confirmation') }),
  /**
   * The mail is a machine's alert. `key` finds in subject and text what it is about (its first
   * group, in any case): mails with the same are one ticket. What matches `recovery` (as it is
   * written, case included) resolves it. A problem that comes back within so many minutes reopens
   * it, later it opens another ticket.
   */
  z.strictObject({
    action: z.literal('alert'),
    key: Pattern,
    recovery: Pattern.nullable().default(null),
    quietMinutes: z.number().int().min(0).max(10_080).default(15),
  }),
  z.strictObject({ action: z.literal('stop') }),
]);
export type RuleAction = z.infer<typeof RuleAction>;
export type AlertAction = Extract<RuleAction, { action: 'alert' }>;

/** All are looked at for each mail: 200 cost it 0.2 ms at most. */
export const maxRules = 500;

/** What an admin writes of a rule. */
export const RuleContent = z.strictObject({
  name: z.string().trim().min(1).max(100),
  order: z.number().int().min(0).max(1_000_000).describe('The lowest is looked at first'),
  enabled: z.boolean().default(true),
  when: Condition,
  then: z.array(RuleAction).min(1).max(20),
});
export type RuleContent = z.infer<typeof RuleContent>;

/** A rule as it is stored. Its patterns are checked where it is written (`ruleProblems`). */
export const Rule = z.object({ ...RuleContent.shape, ruleId: z.string().regex(/^[a-z0-9-]{1,40}$/) });
export type Rule = z.infer<typeof Rule>;

import type { TicketPriority } from '../tickets/ticket.ts';
import type { Check } from '../words/check.ts';

/** A rule as it is named elsewhere. */
export type RuleName = { id: string; name: string };

/** What a rule set, and which rule it was. */
export type SetBy<T> = { value: T; by: RuleName };

/**
 * The alert that a mail belongs to: the mails of one `id` share a ticket. `recovers`: the mail says
 * that the problem is over.
 */
export type MailAlert = { id: string; rule: RuleName; key: string; recovers: boolean; quietMinutes: number };

/** What the rules decided on a mail that opens a ticket; null where none says anything. */
export type Routed = {
  queueId: SetBy<string> | null;
  priority: TicketPriority;
  tags: string[];
  assignee: string | null;
  clientId: SetBy<string> | null;
  alert: MailAlert | null;
  /** The rule by which it makes no ticket. */
  suppressedBy: RuleName | null;
  /** The rule by which its sender gets no confirmation. */
  unconfirmedBy: RuleName | null;
  /** The rules that matched and were reached, and what each did. */
  checks: Check[];
};

/** As it is when no rule says anything. */
export const unrouted: Routed = {
  ...{ queueId: null, priority: 'normal', tags: [], assignee: null, clientId: null },
  ...{ alert: null, suppressedBy: null, unconfirmedBy: null, checks: [] },
};

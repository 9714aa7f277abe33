import type { Difference, RuleOutcome } from '../../api/rules.ts';
import type { Ticket } from '../../domain/tickets/ticket.ts';
import type { MailTrace } from '../../domain/trace/mail-trace.ts';

/**
 * What would have been different from what became of a mail: that it is a ticket, a part of an
 * alert or nothing, and what its ticket has, as it is now. Null where the rules had no say: a
 * reply, a copy, a report, what was refused or failed. `ticket`: that in which the mail is. Pure.
 */
export function differencesFrom(trace: MailTrace, ticket: Ticket | null, outcome: RuleOutcome): Difference[] | null {
  const was = resultOf(trace, ticket);
  if (was === null || !['ticket', 'alert', 'suppressed'].includes(outcome.result)) return null;
  const differences = [differs('result', was, outcome.result)];
  if (was === 'alert' && outcome.result === 'alert') differences.push(differs('alert', keyOf(trace, ticket), outcome.alert?.key ?? null));
  // a mail that is counted decides nothing of its ticket, and one that is suppressed has none
  if (ticket && trace.outcome === 'ticket' && outcome.result !== 'suppressed') {
    for (const field of ['queueId', 'priority', 'assignee'] as const) differences.push(differs(field, ticket[field], outcome[field]));
    differences.push(differs('tags', ticket.tags, outcome.tags), differs('client', ticket.client?.id ?? null, outcome.client?.id ?? null));
    const withheld = trace.checks.some(({ check, verdict }) => check === 'confirmation' && verdict.code === 'not-owed-rule');
    differences.push(differs('confirmation', !withheld, outcome.confirmation));
  }
  return differences.flatMap((difference) => difference ?? []);
}

/** A mail that was remembered before there was a ticket has its key in its reason alone. */
const keyOf = ({ reason }: MailTrace, ticket: Ticket | null): string | null => {
  const key = ticket?.alert?.key ?? reason?.data?.key;
  return typeof key === 'string' ? key : null;
};

/** What became of it, in the words of an outcome. */
function resultOf({ outcome, reason }: MailTrace, ticket: Ticket | null): RuleOutcome['result'] | null {
  if (outcome === 'ticket') return ticket?.alert ? 'alert' : 'ticket';
  if (outcome === 'suppressed') return reason?.code === 'suppressed-by-rule' ? 'suppressed' : null;
  return outcome === 'recorded' && reason?.code.startsWith('alert-') ? 'alert' : null;
}

const differs = (field: string, was: Difference['was'], would: Difference['would']): Difference | null =>
  JSON.stringify(was) === JSON.stringify(would) ? null : { field, was, would };

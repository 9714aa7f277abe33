import type { RuleOutcome } from '../../api/rules.ts';
import { ticketIdFor } from '../../domain/ids.ts';
import type { IngestFacts, MailFacts, Thread } from '../../domain/ingest/ingest-facts.ts';
import { newTicket } from '../../domain/ingest/ingest-items.ts';
import { isMachine } from '../../domain/ingest/plan-machine-mail.ts';
import { planRefusal } from '../../domain/ingest/plan-refusal.ts';
import type { RuleSet, RuleVerdict } from '../../domain/rules/rule-set.ts';
import type { SigningKeys } from '../../domain/thread/signed-ids.ts';
import { type RouteDeps, routeMail, ruleFactsOf } from '../route-mail.ts';

export type TriedMail = { verdicts: RuleVerdict[]; outcome: RuleOutcome };

/**
 * What the rules make of a mail: each one's verdict, and what they decide together. Nothing is
 * written, and nothing read.
 *
 * @throws BrokenSettingError when they name a queue or a client that is not there: such mail waits.
 */
export async function tryOnMail(
  settings: Omit<RouteDeps, 'rules'>,
  rules: RuleSet | null,
  facts: MailFacts,
  thread: Thread,
  keys: SigningKeys,
): Promise<TriedMail> {
  const route = await routeMail({ ...settings, rules: async () => rules }, facts, thread);
  const routed: IngestFacts = { ...facts, ...route, thread };
  const { queueId, priority, tags, assignee, client } = newTicket(routed, ticketIdFor(facts.mail.messageId), [], null);
  const { alert, suppressedBy, unconfirmedBy } = routed.routed;
  const outcome: RuleOutcome = {
    result: resultOf(routed, keys),
    ...{ queueId, priority, tags, assignee, client },
    suppressed: suppressedBy?.id ?? null,
    confirmation: unconfirmedBy === null && suppressedBy === null,
    alert: alert && { rule: alert.rule.id, key: alert.key, recovery: alert.recovers },
  };
  return { verdicts: rules?.explain(ruleFactsOf(facts)) ?? [], outcome };
}

function resultOf(facts: IngestFacts, keys: SigningKeys): RuleOutcome['result'] {
  if (planRefusal(facts, keys)) return 'refused';
  if (isMachine(facts.classification.kind)) return 'machine';
  if (facts.routed.alert) return 'alert';
  if (facts.thread.joins) return 'reply';
  return facts.routed.suppressedBy ? 'suppressed' : 'ticket';
}

import { z } from 'zod';
import { maxRules, Rule, RuleContent } from '../../domain/rules/rule.ts';
import { ruleProblems } from '../../domain/rules/rule-problems.ts';
import { slugFor } from '../../domain/settings/slug.ts';
import { Changed } from './changed.ts';
import { type Reference, settingRow } from './setting-row.ts';

const { ruleId: id } = Rule.shape;

/** Routing rules. */
export const ruleRow = settingRow<Rule, RuleContent>({
  kind: 'rules',
  one: 'rule',
  many: 'rules',
  stored: 'rule',
  maxItems: maxRules,
  input: RuleContent,
  extras: Changed,
  shown: z.object({ id, ...RuleContent.shape, ...Changed.shape }),
  id,
  newId: (input, attempt) => slugFor(input.name, 'rule', attempt),
  idOf: ({ ruleId }) => ruleId,
  nameOf: ({ name }) => name,
  toInput: ({ ruleId: _, ...content }) => content,
  toExtras: () => ({}),
  fromInput: (input, made) => ({ ...input, ruleId: made.id }),
  refusal: (input) => problemsOf(input),
  problemOf: problemsOf,
  unique: () => ({}),
  namesKinds: ['queues', 'clients', 'technicians'],
  references: ({ then: actions }) =>
    actions.flatMap((action, index): Reference[] => {
      if (action.action === 'queue') return [{ field: `then.${index}.queueId`, kind: 'queues', id: action.queueId }];
      if (action.action === 'assign') return [{ field: `then.${index}.assignee`, kind: 'technicians', id: action.assignee, by: 'address' }];
      return action.action === 'client' ? [{ field: `then.${index}.clientId`, kind: 'clients', id: action.clientId }] : [];
    }),
});

function problemsOf(rule: RuleContent): string | null {
  const problems = ruleProblems(rule).map(({ path, message }) => `${path.join('.')}: ${message}`);
  return problems.length === 0 ? null : problems.join('; ');
}

import { ProblemError } from '../../api/problem.ts';
import type { RuleDraft } from '../../api/rules.ts';
import { comparisonsIn, isPattern } from '../../domain/rules/condition.ts';
import { estimatedSteps } from '../../domain/rules/pattern-estimate.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { ruleProblems } from '../../domain/rules/rule-problems.ts';
import { type RuleSet, ruleSet } from '../../domain/rules/rule-set.ts';

const maxProblems = 20;
/**
 * Of all patterns together: each step may cost one for each letter of a text, and they are compiled
 * for this one request.
 */
const maxSteps = 20_000;

const patternsOf = ({ when, then: actions }: RuleDraft): string[] => [
  ...comparisonsIn(when).flatMap(({ comparison }) => (isPattern(comparison) ? [comparison.value] : [])),
  ...actions.flatMap((action) => (action.action === 'alert' ? [action.key, action.recovery ?? ''] : [])),
];

/**
 * Rules that are not stored, ready to be tried. One without an id gets one by its place.
 *
 * @throws ProblemError 422 that names the field, for a wrong pattern, or too much of them.
 */
export function draftRules(drafts: readonly RuleDraft[]): RuleSet {
  const problems: string[] = [];
  let steps = 0;
  for (const [index, draft] of drafts.entries()) {
    steps += patternsOf(draft).reduce((sum, pattern) => sum + estimatedSteps(pattern), 0);
    if (steps > maxSteps)
      problems.push(`rules.${index}: the patterns up to here have more than ${maxSteps} steps; try fewer rules at a time`);
    if (problems.length < maxProblems && steps <= maxSteps)
      problems.push(...ruleProblems(draft).map(({ path, message }) => `rules.${[index, ...path].join('.')}: ${message}`));
    else break;
  }
  if (problems.length > 0) throw new ProblemError(422, problems.slice(0, maxProblems).join('; '));
  return ruleSet(
    drafts.map(({ id, updatedBy: _, updatedAt: __, ...content }, index): Rule => ({ ...content, ruleId: id ?? `draft-${index + 1}` })),
  );
}

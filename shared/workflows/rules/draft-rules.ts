import { ProblemError } from '../../api/problem.ts';
import type { RuleDraft } from '../../api/rules.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { ruleProblems } from '../../domain/rules/rule-problems.ts';
import { type RuleSet, ruleSet } from '../../domain/rules/rule-set.ts';

/**
 * Rules that are not stored, ready to be tried. One without an id gets one by its place.
 *
 * @throws ProblemError 422 that names the field, for a wrong pattern.
 */
export function draftRules(drafts: readonly RuleDraft[]): RuleSet {
  const problems = drafts.flatMap((draft, index) =>
    ruleProblems(draft).map(({ path, message }) => `rules.${[index, ...path].join('.')}: ${message}`),
  );
  if (problems.length > 0) throw new ProblemError(422, problems.slice(0, 20).join('; '));
  return ruleSet(
    drafts.map(({ id, updatedBy: _, updatedAt: __, ...content }, index): Rule => ({ ...content, ruleId: id ?? `draft-${index + 1}` })),
  );
}

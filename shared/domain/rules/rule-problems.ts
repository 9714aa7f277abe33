import { comparisonsIn, isPattern, maxComparisons } from './condition.ts';
import { patternProblem } from './pattern.ts';
import type { RuleContent } from './rule.ts';

/** What is wrong with a rule beyond its shape, and in which field. */
export type RuleProblem = { path: (string | number)[]; message: string };

/** Whatever keeps a rule from being applied: patterns that are none, too many comparisons. Pure. */
export function ruleProblems({ when, then: actions }: Pick<RuleContent, 'when' | 'then'>): RuleProblem[] {
  const comparisons = comparisonsIn(when, ['when']);
  if (comparisons.length > maxComparisons)
    return [{ path: ['when'], message: `has ${comparisons.length} comparisons where ${maxComparisons} are allowed` }];
  const wrong = (path: (string | number)[], message: string | null): RuleProblem[] => (message === null ? [] : [{ path, message }]);
  return [
    ...comparisons.flatMap(({ comparison, path }) =>
      isPattern(comparison) ? wrong([...path, 'value'], patternProblem(comparison.value)) : [],
    ),
    ...actions.flatMap((action, index) =>
      action.action === 'alert'
        ? [
            ...wrong(['then', index, 'key'], patternProblem(action.key, true)),
            ...wrong(['then', index, 'recovery'], action.recovery === null ? null : patternProblem(action.recovery)),
          ]
        : [],
    ),
  ];
}

import type { SettingItems } from '../adapters/cosmos/setting-kind.ts';
import type { Rule } from '../domain/rules/rule.ts';
import type { RuleSet } from '../domain/rules/rule-set.ts';
import { BrokenSettingError } from '../errors.ts';

/** Makes rules ready to be applied; null when there are none. */
export type CompileRules = (items: SettingItems<Rule>) => Promise<RuleSet | null>;

/**
 * Compiles the rules once for each version of them, and loads what patterns need when there is a
 * first rule.
 *
 * @throws BrokenSettingError when one of them can't be read or has a wrong pattern: whom it means
 * can't be known, so the mails that would open tickets wait.
 */
export function ruleCompiler(): CompileRules {
  const read = new WeakMap<object, Promise<RuleSet | null>>();
  let latest: { text: string; made: Promise<RuleSet> } | null = null;

  async function compile({ values, broken: [broken] }: SettingItems<Rule>): Promise<RuleSet | null> {
    if (broken) throw new BrokenSettingError(broken);
    const rules = [...values.values()];
    if (rules.length === 0) return null;
    // settings are read anew every half minute, and seldom differ
    const text = JSON.stringify(rules);
    if (latest?.text !== text) latest = { text, made: ready(rules) };
    return latest.made;
  }

  return (items) => {
    const made = read.get(items) ?? compile(items);
    read.set(items, made);
    return made;
  };
}

async function ready(rules: Rule[]): Promise<RuleSet> {
  const [wrong] = await wrongRules(rules);
  if (wrong) throw new BrokenSettingError(wrong);
  const { ruleSet } = await import('../domain/rules/rule-set.ts');
  return ruleSet(rules);
}

type WrongRule = { kind: string; name: string; problem: string };

/** The rules that can be read, and not be applied: somebody wrote a wrong pattern by hand. */
export async function wrongRules(rules: readonly Rule[]): Promise<WrongRule[]> {
  if (rules.length === 0) return [];
  const { ruleProblems } = await import('../domain/rules/rule-problems.ts');
  return rules.flatMap((rule) => {
    const [problem] = ruleProblems(rule);
    return problem ? { kind: 'rule', name: rule.ruleId, problem: `${problem.path.join('.')}: ${problem.message}` } : [];
  });
}

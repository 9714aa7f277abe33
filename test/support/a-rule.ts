import type { Rule } from '../../shared/domain/rules/rule.ts';
import { RuleContent } from '../../shared/domain/rules/rule.ts';

let count = 0;

/**
 * A rule as it is stored, from what an admin writes of it; its id is its name in small letters.
 */
export function aRule(content: { name?: string; order?: number; enabled?: boolean; when: unknown; then: unknown[] }): Rule {
  const name = content.name ?? `Rule ${++count}`;
  return { ...RuleContent.parse({ order: 10, ...content, name }), ruleId: name.toLowerCase().replace(/[^a-z0-9]+/g, '-') };
}

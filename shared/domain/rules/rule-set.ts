import { RE2JS, RE2Set } from 're2js';
import { maxTags } from '../tickets/ticket.ts';
import { type Check, checkOf } from '../words/check.ts';
import { type Remark, remark } from '../words/remark.ts';
import { type Comparison, type Condition, comparisonsIn, isPattern } from './condition.ts';
import { alertOf, type CompiledAlert, compiledAlert } from './mail-alert.ts';
import { type FieldPatterns, fieldKeyOf, type MailReader, mailReader } from './mail-reader.ts';
import type { RuleFacts } from './mail-values.ts';
import { type Routed, type RuleName, unrouted } from './routed.ts';
import type { Rule, RuleAction } from './rule.ts';

/** What one rule says of a mail. `applies`: it matches, is enabled, and was reached. */
export type RuleVerdict = { rule: RuleName; matches: boolean; applies: boolean; why: ComparisonVerdict[] };
export type ComparisonVerdict = { comparison: Comparison; saw: string; holds: boolean };

/** Rules, made ready to be applied to many mails. */
export type RuleSet = {
  /** What they decide on a mail. */
  route(facts: RuleFacts): Routed;
  /** What each of them says, in their order, and on which grounds. */
  explain(facts: RuleFacts): RuleVerdict[];
};

type ReadyRule = Rule & { alerts: ReadonlyMap<RuleAction, CompiledAlert> };

/**
 * Compiles rules: once for each version of them. All patterns for one field become one automaton,
 * so that hundreds cost a mail hardly more than one. Rules that `ruleProblems` finds fault with
 * throw. Pure.
 */
export function ruleSet(rules: readonly Rule[]): RuleSet {
  const ordered = rules
    .toSorted((a, b) => a.order - b.order || compare(a.name, b.name) || compare(a.ruleId, b.ruleId))
    .map((rule): ReadyRule => {
      const alerts = rule.then.flatMap((action) => (action.action === 'alert' ? [[action, compiledAlert(action)] as const] : []));
      return { ...rule, alerts: new Map(alerts) };
    });
  const enabled = ordered.filter((rule) => rule.enabled);
  const patterns = patternsOf(ordered);
  const read = (facts: RuleFacts) => mailReader(facts, patterns);

  function routing(facts: RuleFacts): { routed: Routed; applied: Set<string> } {
    const reader = read(facts);
    const applied = new Set<string>();
    let routed = unrouted;
    for (const rule of enabled) {
      if (!holds(rule.when, reader)) continue;
      applied.add(rule.ruleId);
      const name: RuleName = { id: rule.ruleId, name: rule.name };
      for (const action of rule.then) routed = withAction(routed, name, action, rule.alerts, facts);
      if (rule.then.some(({ action }) => action === 'stop' || action === 'suppress')) break;
    }
    return { routed, applied };
  }

  return {
    route: (facts) => routing(facts).routed,
    explain(facts) {
      const reader = read(facts);
      const { applied } = routing(facts);
      return ordered.map(({ ruleId, name, when }) => ({
        rule: { id: ruleId, name },
        matches: holds(when, reader),
        applies: applied.has(ruleId),
        why: comparisonsIn(when).map(({ comparison }) => ({ comparison, saw: reader.saw(comparison), holds: reader.holds(comparison) })),
      }));
    },
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function patternsOf(rules: readonly Rule[]): Map<string, FieldPatterns> {
  const comparisons = rules.flatMap(({ when }) => comparisonsIn(when).map(({ comparison }) => comparison));
  return new Map(
    [...Map.groupBy(comparisons.filter(isPattern), fieldKeyOf)].map(([key, ofField]) => {
      const set = new RE2Set(RE2Set.UNANCHORED, RE2JS.CASE_INSENSITIVE);
      const indexOf = new Map<string, number>();
      for (const { value } of ofField) if (!indexOf.has(value)) indexOf.set(value, set.add(value.normalize('NFC')));
      set.compile();
      return [key, { set, indexOf }];
    }),
  );
}

function holds(condition: Condition, reader: MailReader): boolean {
  if ('field' in condition) return reader.holds(condition);
  if ('all' in condition) return condition.all.every((each) => holds(each, reader));
  if ('any' in condition) return condition.any.some((each) => holds(each, reader));
  return ![condition.not].flat().some((each) => holds(each, reader));
}

function withAction(routed: Routed, by: RuleName, action: RuleAction, alerts: ReadyRule['alerts'], facts: RuleFacts): Routed {
  const checked = (did: Remark): Check[] => [...routed.checks, checkOf('rule', `${by.name} (${by.id})`, did)];
  switch (action.action) {
    case 'queue':
      return { ...routed, queueId: { value: action.queueId, by }, checks: checked(remark('rule-queue', { queue: action.queueId })) };
    case 'priority':
      return { ...routed, priority: action.priority, checks: checked(remark('rule-priority', { priority: action.priority })) };
    case 'tag': {
      const tags = [...new Set([...routed.tags, action.tag])].slice(0, maxTags);
      return { ...routed, tags, checks: checked(remark('rule-tag', { tag: action.tag })) };
    }
    case 'assign':
      return { ...routed, assignee: action.assignee, checks: checked(remark('rule-assign', { assignee: action.assignee })) };
    case 'client':
      return { ...routed, clientId: { value: action.clientId, by }, checks: checked(remark('rule-client', { client: action.clientId })) };
    case 'suppress':
      return { ...routed, suppressedBy: by, checks: checked(remark('rule-suppress')) };
    case 'no-confirmation':
      return { ...routed, unconfirmedBy: by, checks: checked(remark('rule-no-confirmation')) };
    case 'alert': {
      const ready = alerts.get(action);
      const alert = ready ? alertOf(facts, by, ready) : null;
      if (!alert) return { ...routed, checks: checked(remark('rule-alert-without-key')) };
      const did = remark(alert.recovers ? 'rule-alert-recovery' : 'rule-alert', { key: alert.key });
      return { ...routed, alert, unconfirmedBy: routed.unconfirmedBy ?? by, checks: checked(did) };
    }
    case 'stop':
      return { ...routed, checks: checked(remark('rule-stop')) };
  }
}

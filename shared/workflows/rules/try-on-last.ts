import type { TriedOnLast } from '../../api/rules.ts';
import type { RuleName } from '../../domain/rules/routed.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import type { MailTrace } from '../../domain/trace/mail-trace.ts';
import type { TryRulesDeps } from './try-deps.ts';
import { tryOnTrace } from './try-on-trace.ts';

/** Larger mails are passed over: two hundred are read for one answer. */
const maxMailBytes = 2_000_000;
/** Mails that are read and tried at a time. */
const maxAtOnce = 4;

/**
 * What rules make of the last mails that came: how many each applies to, and of which mails
 * something would have been different.
 *
 * @throws BrokenSettingError when a rule names what is not there.
 */
export async function tryOnLast(deps: TryRulesDeps, last: number, drafts: RuleSet | undefined): Promise<TriedOnLast> {
  const { items } = await deps.browse.mails({ limit: last, mailboxId: null, after: null });
  const applied = new Map<string, RuleName & { applied: number }>();
  const mails = new Map<string, TriedOnLast['mails'][number]>();
  let tried = 0;

  async function tryOne(trace: MailTrace): Promise<void> {
    const one = trace.size > maxMailBytes ? null : await tryOnTrace(deps, trace, drafts);
    if (!one) return;
    tried += 1;
    // where rules have no say they apply to nothing
    const counts = one.differences !== null;
    for (const { rule, applies } of one.verdicts) {
      const before = applied.get(rule.id) ?? { ...rule, applied: 0 };
      applied.set(rule.id, { ...before, applied: before.applied + (counts && applies ? 1 : 0) });
    }
    if (!one.differences || one.differences.length === 0) return;
    const { mailId, receivedAt, from, subject, ticketNumber } = trace;
    const rules = one.verdicts.flatMap(({ rule, applies }) => (applies ? [rule.id] : []));
    mails.set(mailId, { mailId, receivedAt, from: from?.address ?? null, subject, ticketNumber, rules, differences: one.differences });
  }

  const waiting = [...items];
  const worker = async () => {
    for (let trace = waiting.shift(); trace; trace = waiting.shift()) await tryOne(trace);
  };
  await Promise.all(Array.from({ length: maxAtOnce }, worker));
  return {
    ...{ tried, skipped: items.length - tried, rules: [...applied.values()] },
    mails: items.flatMap(({ mailId }) => mails.get(mailId) ?? []),
  };
}

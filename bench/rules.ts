import { classify } from '../shared/domain/classify/classify.ts';
import { parseMail } from '../shared/domain/mail/parse-mail.ts';
import type { RuleFacts } from '../shared/domain/rules/mail-values.ts';
import { type Rule, RuleContent } from '../shared/domain/rules/rule.ts';
import { ruleSet } from '../shared/domain/rules/rule-set.ts';
import { generatedMails } from './generated-mails.ts';
import { median } from './pure-path.ts';

/** How many rules, and what they cost a mail in CPU milliseconds; compiling them is for all. */
export type RuleFigures = { rules: number; cpuMsPerMail: number; compileMs: number };

/** Of ten rules: seven by the subject, one by the text, one by the sender, one by a header. */
function rulesOf(count: number): Rule[] {
  const conditions = (n: number) => [
    { field: 'subject', op: 'matches', value: `(?:host|node)${n}-[a-z0-9]+\\s+(?:DOWN|CRITICAL)` },
    { field: 'subject', op: 'contains', value: `backup job ${n} failed` },
    { field: 'subject', op: 'matches', value: `^\\[site ${n}\\] .*(?:alarm|alert)\\b` },
    { field: 'subject', op: 'starts-with', value: `[ticket system ${n}]` },
    { field: 'text', op: 'matches', value: `serial\\s*(?:no|number)[:.]?\\s*SN-${n}-\\d{4,8}` },
    { field: 'from-domain', op: 'is', value: `customer-${n}.example` },
    { field: 'header', name: 'X-Monitor', op: 'matches', value: `^probe-${n}$` },
    { field: 'subject', op: 'matches', value: `\\bdisk\\b.*\\bvolume ${n}\\b` },
    { field: 'subject', op: 'contains', value: `certificate ${n} expires` },
    { any: [{ field: 'subject', op: 'contains', value: `ups ${n}` }, { not: { field: 'size', op: 'above', value: 0 } }] },
  ];
  return Array.from({ length: count }, (_, n) => {
    const content = { name: `Rule ${n}`, order: n, when: conditions(n)[n % 10], then: [{ action: 'tag', tag: `tag-${n}` }] };
    return { ...RuleContent.parse(content), ruleId: `rule-${n}` };
  });
}

/** What 200 rules cost a mail: the median of the passes over the same mails. */
export async function benchRules(count = 200, passes = 15): Promise<RuleFigures> {
  const mails = generatedMails(300, 'rules').map(({ raw }): RuleFacts => {
    const mail = parseMail(raw);
    const from = mail.from ?? { address: '', name: null };
    const mailbox = { mailboxId: 'support', address: 'support@contoso.example' };
    return { mail, from, mailbox, kind: classify(mail).kind, trust: { sender: 'verified', level: 'verified' }, client: null };
  });
  const start = performance.now();
  const set = ruleSet(rulesOf(count));
  const compileMs = performance.now() - start;
  const measured = Array.from({ length: passes + 5 }, () => {
    const cpu = process.cpuUsage();
    for (const mail of mails) set.route(mail);
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1000 / mails.length;
  });
  // the first passes warm up the compiler
  return { rules: count, cpuMsPerMail: Number(median(measured.slice(5)).toFixed(4)), compileMs: Math.round(compileMs) };
}

if (import.meta.main) console.log(JSON.stringify(await benchRules()));

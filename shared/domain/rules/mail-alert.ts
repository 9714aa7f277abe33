import type { RE2JS } from 're2js';
import { domainOf } from '../contacts/contact.ts';
import { alertIdFor } from '../ids.ts';
import { providerOfDomain } from '../mailboxes/mail-providers.ts';
import { type RuleFacts, wordsOf } from './mail-values.ts';
import { compiled } from './pattern.ts';
import type { MailAlert, RuleName } from './routed.ts';
import type { AlertAction } from './rule.ts';

/** An alert action with its patterns made. */
export type CompiledAlert = { action: AlertAction; key: RE2JS; recovery: RE2JS | null };

export const compiledAlert = (action: AlertAction): CompiledAlert => ({
  action,
  key: compiled(action.key, false),
  // "UP" and "up" are not the same word to a monitoring system
  recovery: action.recovery === null ? null : compiled(action.recovery, true),
});

/** Of a longer key its beginning is shown; two that differ only after it are two alerts. */
const maxShownKey = 250;

/**
 * The alert that a mail belongs to; null when its key is not in the mail. Mails of one key are one
 * alert only if they come to the same mailbox, by the same rule, from the same domain (at a
 * provider where anybody gets an address: from the same address), and with the same verdict on
 * their sender: who forges a monitoring system's address gets an alert of their own. Pure.
 */
export function alertOf(facts: RuleFacts, rule: RuleName, { action, key, recovery }: CompiledAlert): MailAlert | null {
  const words = wordsOf(facts.mail);
  const found = key.matcher(words);
  const named = found.find() ? alertKey(found.group(1) ?? '') : '';
  if (named === '') return null;
  return {
    id: alertIdFor(facts.mailbox.mailboxId, rule.id, `${facts.trust.sender} ${whoIs(facts)}`, named),
    rule,
    key: named.slice(0, maxShownKey),
    recovers: recovery?.test(words) ?? false,
    quietMinutes: action.quietMinutes,
  };
}

/** A system reports from several addresses of its domain; at Gmail that would be everybody. */
function whoIs({ from: { address } }: RuleFacts): string {
  const domain = domainOf(address);
  return providerOfDomain(domain) ? address : domain;
}

const alertKey = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

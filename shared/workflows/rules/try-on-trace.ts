import type { Thread } from '../../domain/ingest/ingest-facts.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import type { MailTrace } from '../../domain/trace/mail-trace.ts';
import { parseRawMail } from '../parse-raw-mail.ts';
import { differencesFrom } from './differences-from.ts';
import { readTriedFacts } from './read-tried-facts.ts';
import type { TryRulesDeps } from './try-deps.ts';
import { tryOnMail } from './try-on-mail.ts';

const nowhere: Thread = { joins: null, links: [], checks: [], seen: null };

/**
 * What rules make of a mail that came, as if it came to no ticket, and what would have been
 * different; null when its bytes or its mailbox are gone.
 */
export async function tryOnTrace(deps: TryRulesDeps, trace: MailTrace, drafts: RuleSet | undefined) {
  const settings = await deps.settingsOf(trace.mailboxId);
  const raw = settings && trace.rawBlob !== null ? await deps.files.rawMail(trace.rawBlob) : null;
  if (!settings || !raw) return null;
  const facts = await readTriedFacts(deps, settings, parseRawMail(raw), raw, { ...trace, rawBlob: trace.rawBlob ?? '' });
  const tried = await tryOnMail(settings, drafts ?? (await settings.rules()), facts, nowhere, await deps.signingKeys());
  const ticket = trace.ticketNumber === null ? null : await deps.browse.ticket(trace.ticketId);
  return { ...tried, differences: differencesFrom(trace, ticket, tried.outcome) };
}

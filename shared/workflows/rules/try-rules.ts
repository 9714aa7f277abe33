import { notFound, ProblemError } from '../../api/problem.ts';
import { type RuleTry, type TriedOnLast, type TriedOnOne, toTriedRule } from '../../api/rules.ts';
import type { ParsedMail } from '../../domain/mail/parsed-mail.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { findThread } from '../find-thread.ts';
import { parseRawMail } from '../parse-raw-mail.ts';
import { draftRules } from './draft-rules.ts';
import { readTriedFacts } from './read-tried-facts.ts';
import type { TryRulesDeps } from './try-deps.ts';
import { tryOnLast } from './try-on-last.ts';
import { tryOnMail } from './try-on-mail.ts';
import { tryOnTrace } from './try-on-trace.ts';

/**
 * What rules (the stored ones, or those that are sent) make of a mail that is sent, of one that
 * came, or of the last ones; of those that came, what would have been different.
 *
 * @throws ProblemError 404 when there is no such mail, 409 when no mailbox is connected, 422 for a
 *   wrong rule; BrokenSettingError for one that names what is not there.
 */
export async function tryRules(deps: TryRulesDeps, asked: RuleTry): Promise<TriedOnOne | TriedOnLast> {
  const drafts = asked.rules && draftRules(asked.rules);
  if (asked.last !== undefined) return tryOnLast(deps, asked.last, drafts);
  return asked.mailId === undefined ? tryOnSent(deps, asked, drafts) : tryOnStored(deps, asked.mailId, drafts);
}

async function tryOnSent(deps: TryRulesDeps, { raw = '', encoding, mailbox }: RuleTry, drafts: RuleSet | undefined): Promise<TriedOnOne> {
  const bytes = Buffer.from(raw, encoding === 'base64' ? 'base64' : 'utf8');
  const mail = parseRawMail(bytes);
  const mailboxId = mailbox === undefined ? await recipientOf(deps, mail) : await deps.mailboxIdOf(mailbox);
  const settings = mailboxId === null ? null : await deps.settingsOf(mailboxId);
  if (!settings) throw mailbox === undefined ? new ProblemError(409, noMailbox) : notFound('mailbox', 'mailbox', mailbox);
  const keys = await deps.signingKeys();
  const facts = await readTriedFacts(deps, settings, mail, bytes, { remoteId: 'tried', rawBlob: '', receivedAt: deps.now().toISOString() });
  const thread = await findThread(deps, facts, keys);
  const { verdicts, outcome } = await tryOnMail(settings, drafts ?? (await settings.rules()), facts, { ...thread, seen: null }, keys);
  return { rules: verdicts.map(toTriedRule), outcome, differences: null };
}

const noMailbox = 'No mailbox is connected: rules are tried as if the mail came to one';

async function tryOnStored(deps: TryRulesDeps, mailId: string, drafts: RuleSet | undefined): Promise<TriedOnOne> {
  const trace = await deps.browse.mail(mailId);
  if (!trace) throw notFound('mailId', 'mail', mailId);
  const tried = await tryOnTrace(deps, trace, drafts);
  if (!tried) throw new ProblemError(404, `mailId: the bytes or the mailbox of "${mailId}" are gone`);
  return { rules: tried.verdicts.map(toTriedRule), outcome: tried.outcome, differences: tried.differences };
}

/** The mailbox that a mail is addressed to, else the first; null when there is none. */
async function recipientOf({ mailboxAddresses }: TryRulesDeps, { to, cc }: ParsedMail): Promise<string | null> {
  const all = await mailboxAddresses();
  const named = new Set([...to, ...cc].map(({ address }) => address));
  return (all.find(({ addresses }) => addresses.some((address) => named.has(address))) ?? all[0])?.mailboxId ?? null;
}

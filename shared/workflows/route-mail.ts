import type { Client } from '../domain/contacts/contact.ts';
import type { IngestFacts, MailFacts, Thread } from '../domain/ingest/ingest-facts.ts';
import { senderOf } from '../domain/ingest/people-of.ts';
import { isMachine } from '../domain/ingest/plan-machine-mail.ts';
import type { RuleFacts } from '../domain/rules/mail-values.ts';
import { type SetBy, unrouted } from '../domain/rules/routed.ts';
import type { RuleSet } from '../domain/rules/rule-set.ts';
import type { TicketQueue } from '../domain/settings/ticket-queue.ts';
import { BrokenSettingError } from '../errors.ts';

/** What routing reads of the settings. */
export type RouteDeps = {
  /**
   * The rules, compiled; null when there are none.
   *
   * @throws BrokenSettingError when one of them can't be read: whom it means can't be known.
   */
  rules(): Promise<RuleSet | null>;
  /** The queue of an id; null when there is none. Throws BrokenSettingError. */
  queueOf(queueId: string): TicketQueue | null;
  /** The client of an id; null when there is none. */
  clientOf(clientId: string): Client | null;
};

/** What the rules decided on a mail, and the queue that its ticket gets. */
export type RoutedMail = Pick<IngestFacts, 'routed' | 'queue'>;

/**
 * Applies the rules to a mail that opens a ticket. A reply stays in its ticket whatever they say,
 * and so does what a machine reports on our mail. One exception: a monitoring system may quote its
 * earlier mails, and its alerts are alerts all the same.
 *
 * @throws BrokenSettingError when a rule can't be read, or names what is not there.
 */
export async function routeMail(deps: RouteDeps, facts: MailFacts, thread: Thread): Promise<RoutedMail> {
  const asItIs: RoutedMail = { routed: { ...unrouted, client: null }, queue: facts.queue };
  if (isMachine(facts.classification.kind) && !facts.accepted) return asItIs;
  if (thread.seen || (thread.joins && !isFromItsMonitor(facts, thread.joins))) return asItIs;
  const rules = await deps.rules();
  if (!rules) return asItIs;
  const found = rules.route(ruleFactsOf(facts));
  // a technician wants it in a ticket of its own, whatever it is; what the archive brings is over
  const routed = {
    ...found,
    ...(facts.accepted || facts.archived ? { alert: null } : {}),
    ...(facts.accepted ? { suppressedBy: null } : {}),
  };
  if (thread.joins && !routed.alert) return asItIs;
  return {
    routed: { ...routed, client: routed.clientId && named(routed.clientId, 'client', deps.clientOf(routed.clientId.value)) },
    queue: routed.queueId ? named(routed.queueId, 'queue', deps.queueOf(routed.queueId.value)) : facts.queue,
  };
}

/** What the rules look at. Pure. */
export const ruleFactsOf = (facts: MailFacts): RuleFacts => ({
  mail: facts.mail,
  from: senderOf(facts),
  mailbox: facts.mailbox,
  kind: facts.classification.kind,
  trust: facts.trust,
  client: facts.sender.client,
});

/** Whether it would join the ticket of an alert only because it comes from who opened it. */
const isFromItsMonitor = (facts: MailFacts, { state: { ticket }, proof }: NonNullable<Thread['joins']>): boolean =>
  !proof && ticket.alert !== null && ticket.requester.address === senderOf(facts).address;

function named<T>({ value, by }: SetBy<string>, what: string, found: T | null): T {
  if (found === null)
    throw new BrokenSettingError({ kind: 'rule', name: `${by.name} (${by.id})`, problem: `then: there is no ${what} "${value}"` });
  return found;
}

import type { Mailbox, MailboxState } from '../domain/mailboxes/mailbox.ts';
import type { HourOfMails, KeptSecret, MailboxWatch, SenderDns } from '../domain/mailboxes/mailbox-watch.ts';
import { countFrom, hoursFrom } from '../domain/mailboxes/mails-by-outcome.ts';
import { type Findings, lookUpsDue, type OwnSecrets, watchAfter } from '../domain/mailboxes/plan-watch.ts';
import { limitConcurrency } from '../limit-concurrency.ts';

export type FindOutDeps = {
  now(): Date;
  /** The mails that came to their end within a time, by mailbox and outcome. */
  countMails(from: string, until: string): Promise<Map<string, Record<string, number>>>;
  /** The domain that a mailbox's mail is sent from. */
  senderDomainOf(mailbox: Mailbox): string;
  /** What the DNS says of a domain; what can't be found out is `unknown`. Never throws. */
  lookUpSender(domain: string): Promise<SenderDns>;
  /** Where what this app proves itself with is, to whom people consent. */
  ownSecrets: OwnSecrets;
  /** Until when a secret is good. Never throws. */
  lookUpSecret(name: string): Promise<KeptSecret>;
  /** Writes what was found out, if it is as it was read; null: somebody was faster. */
  writeWatch(mailboxId: string, watch: MailboxWatch, etag: string | null): Promise<string | null>;
};

/** Of domains and of secrets; what is left comes with the next look, five minutes later. */
const maxLookUps = 20;
const writesAtATime = 8;

/**
 * Finds out what no poll sees: the mails by what became of them, the DNS of the senders, the ends
 * of the apps' secrets; the last two once a day. A mailbox of which nothing is new is not written.
 * Doing it again, or by two at the same time, changes nothing.
 */
export async function findOut(
  deps: FindOutDeps,
  states: readonly MailboxState[],
  countedAt: string | null,
  watchEtagOf: (mailboxId: string) => string | null,
): Promise<void> {
  const now = deps.now();
  const from = countFrom(countedAt, now);
  const due = states.map((state) => lookUpsDue(state, deps.senderDomainOf(state.mailbox), deps.ownSecrets, now));
  const found: Findings = {
    from,
    mails: await countedMails(deps, from, now),
    dns: await answers(
      due.map(({ domain }) => domain),
      deps.lookUpSender,
    ),
    secrets: await answers(
      due.map(({ secretName }) => secretName),
      deps.lookUpSecret,
    ),
  };
  const turn = limitConcurrency(writesAtATime);
  await Promise.all(
    states.map(async (state) => {
      const { mailboxId } = state.mailbox;
      const after = watchAfter(state, deps.senderDomainOf(state.mailbox), deps.ownSecrets, found, now);
      if (after) await turn('all', () => deps.writeWatch(mailboxId, after, watchEtagOf(mailboxId)));
    }),
  );
}

async function countedMails(deps: FindOutDeps, from: string, now: Date): Promise<Map<string, HourOfMails[]>> {
  const mails = new Map<string, HourOfMails[]>();
  for (const { hour, until } of hoursFrom(from, now)) {
    for (const [mailboxId, counts] of await deps.countMails(hour, until)) {
      const outcomes = Object.fromEntries(Object.entries(counts).sort(([one], [other]) => (one < other ? -1 : 1)));
      mails.set(mailboxId, [...(mails.get(mailboxId) ?? []), { hour, outcomes }]);
    }
  }
  return mails;
}

async function answers<T>(asked: (string | null)[], lookUp: (name: string) => Promise<T>): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  const names = new Set(asked.filter((name) => name !== null));
  for (const name of [...names].slice(0, maxLookUps)) found.set(name, await lookUp(name));
  return found;
}

import { ImapMailbox } from '../shared/domain/mailboxes/mailbox.ts';
import { type PollPace, planPolls } from '../shared/domain/mailboxes/plan-polls.ts';
import type { Figures } from './cost-figures.ts';

const day = 86_400_000;
const daysOfMonth = 30;
/** The pace of a deployment (POLL_MIN_SECONDS, POLL_MAX_SECONDS). */
const usualPace: PollPace = { minMs: 60_000, maxMs: 900_000 };

/**
 * How often a mailbox is polled in a day in which so many mails come evenly in so many hours, by
 * the plan that the timer follows. Pure.
 */
export function pollsPerDay({ mailsPerMailboxAndDay, hoursWithMail, roundsPerDay }: Figures['assumed'], pace = usualPace): number {
  const gap = (hoursWithMail * 3_600_000) / mailsPerMailboxAndDay;
  const lastMailAt = (now: number) => {
    const sinceFirst = now % day;
    const mails = Math.min(Math.floor(sinceFirst / gap), mailsPerMailboxAndDay - 1);
    return new Date(now - sinceFirst + mails * gap).toISOString();
  };
  let asked: ReadonlyMap<string, number> = new Map();
  let polls = 0;
  // the second day, with the first one's evening before it
  for (let round = 0; round < 2 * roundsPerDay; round += 1) {
    const now = day * 20_000 + (round * day) / roundsPerDay;
    const health = { lastPolledAt: null, lastMailAt: lastMailAt(now), failures: 0, lastError: null, retryAt: null, stuckOn: null };
    const plan = planPolls([{ mailbox, cursor: null, subscription: null, health }], asked, pace, new Date(now));
    asked = plan.asked;
    if (round >= roundsPerDay) polls += plan.polls.length;
  }
  return polls;
}

const mailbox = ImapMailbox.parse({
  kind: 'imap',
  mailboxId: 'one',
  address: 'one@contoso.example',
  queueId: 'one',
  host: 'imap.contoso.example',
  user: 'one',
  login: { method: 'password', secretName: 'one' },
});

/**
 * What so many IMAP mailboxes cost in a month besides their mails, one line each: what, how much,
 * and the price in dollars. The timer is in the costs of every installation. Pure.
 */
export function pollingCosts({ measured, assumed, prices }: Figures, mailboxes: number): [string, number, number][] {
  const { polling } = measured;
  const months = (aDay: number) => aDay * daysOfMonth;
  const polls = months(pollsPerDay(assumed) * mailboxes);
  const rounds = months(assumed.roundsPerDay);
  // no round has fewer than one item, and none is fuller than it may be
  const items = Math.max(polls / polling.mailboxesPerItem, Math.min(rounds, polls));
  // a mail is taken in by an execution of its own, and found by each of its rounds at worst
  const intakes = months(assumed.mailsPerMailboxAndDay * mailboxes);
  const hours = months(24 * mailboxes);
  const share = mailboxes / polling.mailboxes;
  const gbSeconds = (items * assumed.secondsPerItem + intakes * assumed.secondsPerExecution) * assumed.instanceGb;
  const health = Math.min(polls, hours * assumed.healthWritesPerHour);
  const secrets = Math.min(polls, hours * assumed.secretReadsPerHour);
  const ru = rounds * polling.ruPerRound * share + items * polling.ruPerItem + health * polling.ruPerHealth + intakes * polling.ruPerIntake;
  const queue = (items + intakes) * 3;
  return [
    ['Functions: executions', items + intakes, ((items + intakes) / 1e6) * prices.flexMillionExecutions],
    ['Functions: GB-s', gbSeconds, gbSeconds * prices.flexGbSecond],
    ['Cosmos DB: request units', ru, (ru / 1e6) * prices.cosmosMillionRu],
    ['Key Vault: passwords read', secrets, (secrets / 1e4) * prices.keyVault10kOperations],
    ['Queue: operations', queue, (queue / 1e4) * prices.queue10kOperations],
    [
      'Logs, in GB',
      ((items + intakes) * assumed.telemetryKbPerExecution) / 1e6,
      (((items + intakes) * assumed.telemetryKbPerExecution) / 1e6) * prices.logGb,
    ],
  ];
}

/** What they cost together, in dollars a month. Pure. */
export const pollingTotal = (figures: Figures, mailboxes: number): number =>
  pollingCosts(figures, mailboxes).reduce((sum, [, , price]) => sum + price, 0);

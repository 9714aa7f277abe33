import { readFileSync } from 'node:fs';
import { z } from 'zod';

const amount = z.number().min(0);
const Figures = z.object({
  measured: z.object({
    roundTripsNewTicket: amount,
    roundTripsReply: amount,
    bytesWrittenPerNewTicket: amount,
  }),
  assumed: z.object({
    ticketsOfMails: amount,
    graphMailboxes: amount,
    pollsPerGraphMailboxAndDay: amount,
    imapMailboxes: amount,
    pollsPerImapMailboxAndDay: amount,
    timersPerDay: amount,
    secondsPerExecution: amount,
    instanceGb: amount,
    ruPerRoundTrip: amount,
    ruPerPoll: amount,
    rawMailMb: amount,
    idleLogGbPerMonth: amount,
    diagnosticsGbPerMonth: amount,
    telemetryKbPerExecution: amount,
    queuePollsPerDay: amount,
    blobWritesPerMail: amount,
    monthsOfMailKept: amount,
  }),
  prices: z.object({
    flexGbSecond: amount,
    flexFreeGbSeconds: amount,
    flexMillionExecutions: amount,
    flexFreeExecutions: amount,
    alwaysReadyGbSecond: amount,
    cosmosMillionRu: amount,
    cosmosGbMonth: amount,
    cosmosBackupGbMonth: amount,
    blobGbMonth: amount,
    blob10kWrites: amount,
    queue10kOperations: amount,
    emailEach: amount,
    emailMb: amount,
    logGb: amount,
    logFreeGb: amount,
    eventGridMillion: amount,
    alertRuleMonth: amount,
  }),
});
type Figures = z.infer<typeof Figures>;

/** The figures that docs/costs.md explains. */
export const readFigures = (): Figures => Figures.parse(JSON.parse(readFileSync('docs/costs.json', 'utf8')));

const daysOfMonth = 30;

/**
 * What `mailsPerDay` mails a day use and cost in a month, one line each: what, how much, and the
 * price in dollars. Pure.
 */
export function monthlyCosts({ measured, assumed, prices }: Figures, mailsPerDay: number): [string, string, number][] {
  const mails = mailsPerDay * daysOfMonth;
  const tickets = mails * assumed.ticketsOfMails;
  const imapPolls = assumed.imapMailboxes * assumed.pollsPerImapMailboxAndDay * daysOfMonth;
  const polls = assumed.graphMailboxes * assumed.pollsPerGraphMailboxAndDay * daysOfMonth + imapPolls;
  // each mail: webhook and ingest; each ticket: its confirmation and the report on it
  const ofMails = mails * 2 + tickets * 2;
  const executions = ofMails + polls + assumed.timersPerDay * daysOfMonth;
  const gbSeconds = executions * assumed.secondsPerExecution * assumed.instanceGb;
  const roundTrips = tickets * measured.roundTripsNewTicket + (mails - tickets) * measured.roundTripsReply;
  const ru = roundTrips * assumed.ruPerRoundTrip + polls * assumed.ruPerPoll;
  const storedGb = (mails * assumed.monthsOfMailKept * measured.bytesWrittenPerNewTicket) / 1e9;
  const rawGb = (mails * assumed.monthsOfMailKept * assumed.rawMailMb) / 1000;
  const queueOperations = assumed.queuePollsPerDay * daysOfMonth + mails * 6 + tickets * 6;
  // the logs of an idle installation were measured as a whole, with its timers and polls of
  // Microsoft 365
  const logGb = assumed.idleLogGbPerMonth + assumed.diagnosticsGbPerMonth + ((ofMails + imapPolls) * assumed.telemetryKbPerExecution) / 1e6;
  const above = (used: number, free: number) => Math.max(used - free, 0);
  return [
    ['Functions: executions', millions(executions), (above(executions, prices.flexFreeExecutions) / 1e6) * prices.flexMillionExecutions],
    ['Functions: GB-s', millions(gbSeconds), above(gbSeconds, prices.flexFreeGbSeconds) * prices.flexGbSecond],
    ['Functions: one instance always ready for HTTP', '1', assumed.instanceGb * 86_400 * daysOfMonth * prices.alwaysReadyGbSecond],
    ['Cosmos DB: request units', millions(ru), (ru / 1e6) * prices.cosmosMillionRu],
    ['Cosmos DB: stored, with backup', gb(storedGb), storedGb * (prices.cosmosGbMonth + prices.cosmosBackupGbMonth)],
    [
      'Blob: raw mails and files',
      gb(rawGb),
      rawGb * prices.blobGbMonth + ((mails * assumed.blobWritesPerMail) / 1e4) * prices.blob10kWrites,
    ],
    ['Queue: operations', millions(queueOperations), (queueOperations / 1e4) * prices.queue10kOperations],
    ['E-mail sent', millions(tickets), tickets * (prices.emailEach + 0.05 * prices.emailMb)],
    ['Event Grid', millions(tickets), (above(tickets, 1e5) / 1e6) * prices.eventGridMillion],
    ['Logs', gb(logGb), above(logGb, prices.logFreeGb) * prices.logGb],
    ['Alert rules', '5', 5 * prices.alertRuleMonth],
  ];
}

/**
 * What one more IMAP mailbox costs in a month, in dollars: it can only be polled, around the clock.
 * Pure.
 */
export function costOfImapMailbox(figures: Figures, mailsPerDay: number): number {
  const sum = (imapMailboxes: number) =>
    monthlyCosts({ ...figures, assumed: { ...figures.assumed, imapMailboxes } }, mailsPerDay).reduce(
      (total, [, , price]) => total + price,
      0,
    );
  return sum(figures.assumed.imapMailboxes + 1) - sum(figures.assumed.imapMailboxes);
}

/** The table of docs/costs.md. */
export function costsTable(figures: Figures): string {
  const loads = [100, 1000, 10_000];
  const columns = loads.map((load) => monthlyCosts(figures, load));
  const rows = (columns[0] ?? []).map(([what], index) => [
    what,
    ...columns.map((column) => `${column[index]?.[1]}: ${dollars(column[index]?.[2] ?? 0)}`),
  ]);
  const sums = columns.map((column) => `**${dollars(column.reduce((sum, [, , price]) => sum + price, 0))}**`);
  const lines = [['a month', ...loads.map((load) => `${load.toLocaleString('en')} mails a day`)], ['---', '---', '---', '---'], ...rows];
  return [...lines, ['**in all**', ...sums]].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const dollars = (amount: number) => `$${amount.toFixed(2)}`;
const millions = (count: number) => (count >= 1e5 ? `${(count / 1e6).toFixed(1)} M` : `${Math.round(count).toLocaleString('en')}`);
const gb = (size: number) => `${size.toFixed(1)} GB`;

if (import.meta.main) {
  console.log(costsTable(readFigures()));
  console.log(`One more IMAP mailbox: ${dollars(costOfImapMailbox(readFigures(), 1000))}`);
}

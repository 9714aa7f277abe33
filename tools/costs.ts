import { type Figures, readFigures } from './cost-figures.ts';
import { pollingCosts, pollingTotal, pollsPerDay } from './polling-costs.ts';

const daysOfMonth = 30;

/**
 * What `mailsPerDay` mails a day use and cost in a month, one line each: what, how much, and the
 * price in dollars. Pure.
 */
export function monthlyCosts({ measured, assumed, prices }: Figures, mailsPerDay: number): [string, string, number][] {
  const mails = mailsPerDay * daysOfMonth;
  const tickets = mails * assumed.ticketsOfMails;
  const polls = assumed.graphMailboxes * assumed.pollsPerGraphMailboxAndDay * daysOfMonth;
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
  const logGb = assumed.idleLogGbPerMonth + assumed.diagnosticsGbPerMonth + (ofMails * assumed.telemetryKbPerExecution) / 1e6;
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

/** What polling so many IMAP mailboxes adds: the second table of docs/costs.md. Pure. */
export function pollingTable(figures: Figures): string {
  const numbers = [1, 100, 1000];
  const columns = numbers.map((mailboxes) => pollingCosts(figures, mailboxes));
  const rows = (columns[0] ?? []).map(([what], index) => [
    what,
    ...columns.map((column) => `${inUnits(what, column[index]?.[1] ?? 0)}: ${dollars(column[index]?.[2] ?? 0)}`),
  ]);
  const lines = [
    ['a month', ...numbers.map((mailboxes) => `${mailboxes.toLocaleString('en')} IMAP mailbox${mailboxes === 1 ? '' : 'es'}`)],
    ['---', '---', '---', '---'],
    ...rows,
    ['**in all**', ...numbers.map((mailboxes) => `**${dollars(pollingTotal(figures, mailboxes))}**`)],
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
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
const inUnits = (what: string, count: number) => (what.endsWith('in GB') ? gb(count) : millions(count));
const gb = (size: number) => `${size.toFixed(1)} GB`;

if (import.meta.main) {
  console.log(costsTable(readFigures()));
  console.log(`\n${pollingTable(readFigures())}\n\nPolls of a mailbox a day: ${pollsPerDay(readFigures().assumed)}`);
}

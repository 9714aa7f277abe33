import type { HistoryRun } from './history.ts';
import type { WholeRun } from './whole-path.ts';

/** What the benchmark measured, as it is written to bench.json. */
export type Figures = {
  machine: { cores: number; memoryGb: number; node: string };
  pure: { mailsPerSecond: number; cpuMsPerMail: number; mailparserMailsPerSecond: number; mailparserCpuMsPerMail: number };
  whole: WholeRun[];
  roundTrips: Record<'newTicket' | 'reply' | 'withAttachment' | 'deliveryReport' | 'bytesWrittenPerNewTicket', number>;
  coldStart: { ms: number; emptyMs: number; functions: number };
  memory: { mail25MbRssMb: number; idleRssMb: number };
  history: HistoryRun[];
};

/** Prints the figures as Markdown tables, each beside its target. */
export function printTables({ machine, pure, whole, roundTrips, coldStart, memory, history }: Figures): void {
  const last = whole.at(-1);
  const [short, long] = history;
  const rows: [string, string, string, boolean][] = [
    [
      'pure path, mails/s',
      `${pure.mailsPerSecond} (mailparser alone ${pure.mailparserMailsPerSecond})`,
      '≥ mailparser',
      pure.mailsPerSecond >= pure.mailparserMailsPerSecond,
    ],
    ['pure path, CPU ms a mail', `${pure.cpuMsPerMail} (mailparser alone ${pure.mailparserCpuMsPerMail})`, '', true],
    ...whole.map((run): [string, string, string, boolean] => [
      `whole path, ${run.concurrency} sender${run.concurrency > 1 ? 's' : ''}, mails/s`,
      `${run.mailsPerSecond} (decided p50 ${run.p50Ms} ms, p95 ${run.p95Ms} ms; confirmed p50 ${run.confirmedP50Ms} ms, p95 ${run.confirmedP95Ms} ms)`,
      run.concurrency === 4 ? '≥ 60' : '',
      run.concurrency !== 4 || run.mailsPerSecond >= 60,
    ]),
    ['functions process, CPU ms a mail', String(last?.cpuMsPerMail), '≤ 12', (last?.cpuMsPerMail ?? 99) <= 12],
    ['round trips, new ticket with its confirmation', roundTrips.newTicket.toFixed(1), '≤ 8', roundTrips.newTicket <= 8],
    ['round trips, reply', roundTrips.reply.toFixed(1), '≤ 8', roundTrips.reply <= 8],
    ['round trips, with a file', roundTrips.withAttachment.toFixed(1), '', true],
    ['round trips, the delivery report of a confirmation', roundTrips.deliveryReport.toFixed(1), '', true],
    ['bytes written for a new ticket', String(roundTrips.bytesWrittenPerNewTicket), '', true],
    [
      'cold start, ms',
      `${coldStart.ms} (${coldStart.functions} functions; one empty function ${coldStart.emptyMs})`,
      '≤ 3 ×',
      coldStart.ms <= 3 * coldStart.emptyMs,
    ],
    ['mail of 25 MB, peak RSS in MB', `${memory.mail25MbRssMb} (before it ${memory.idleRssMb})`, '≤ 250', memory.mail25MbRssMb <= 250],
    ...history.map((run): [string, string, string, boolean] => [
      `with ${run.tickets.toLocaleString('en')} tickets stored`,
      `${run.mailsPerSecond} mails/s, ${run.roundTripsPerMail} round trips a mail, a page of tickets in ${run.listMs} ms`,
      run === long ? '< 10 % slower' : '',
      run !== long || !short || run.mailsPerSecond > 0.9 * short.mailsPerSecond,
    ]),
  ];
  console.log(`\n${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}\n`);
  console.log('| what | measured | target | met |\n|---|---|---|---|');
  for (const [what, measured, target, met] of rows)
    console.log(`| ${what} | ${measured} | ${target} | ${target === '' ? '' : met ? 'yes' : 'no'} |`);
}

import type { ColdStart } from './cold-start.ts';
import type { Flood } from './flood.ts';
import type { HistoryRun } from './history.ts';
import type { IdlePoll } from './idle-poll.ts';
import type { LongTicket } from './long-ticket.ts';
import type { PureFigures } from './pure-path.ts';
import type { RenderingFigures } from './rendering.ts';
import type { RuleFigures } from './rules.ts';
import type { TechnicianReplies } from './technician-replies.ts';
import type { WholeRun } from './whole-path.ts';

/**
 * What the benchmark measured, as it is written to bench.json; a part is missing if it was left out
 * or failed.
 */
export type Figures = {
  machine: { cores: number; memoryGb: number; node: string };
  pure?: PureFigures;
  rules?: RuleFigures;
  rendering?: RenderingFigures;
  coldStart?: ColdStart;
  memory?: { mail25MbRssMb: number; idleRssMb: number };
  whole?: WholeRun[];
  roundTrips?: Record<'newTicket' | 'reply' | 'withAttachment' | 'deliveryReport' | 'bytesWrittenPerNewTicket', number> &
    Partial<TechnicianReplies>;
  longTicket?: LongTicket;
  flood?: Flood;
  idlePoll?: IdlePoll;
  history?: HistoryRun[];
};

/**
 * A row of the table: what, the measured value, the target, and whether it is met (null without a
 * target).
 */
type Row = [what: string, measured: string, target: string, met: boolean | null];

/** Prints the figures as a Markdown table, each with its target. */
export function printTables({
  machine,
  pure,
  rules,
  rendering,
  coldStart,
  memory,
  whole,
  roundTrips,
  longTicket,
  flood,
  idlePoll,
  history,
}: Figures): void {
  const rows: Row[] = [
    ...(pure ? pureRows(pure) : []),
    ...(rules ? ruleRows(rules) : []),
    ...(rendering ? renderingRows(rendering) : []),
    ...(whole ?? []).flatMap(wholeRows),
    ...(roundTrips ? roundTripRows(roundTrips) : []),
    ...(coldStart ? coldStartRows(coldStart) : []),
    ...(memory ? memoryRows(memory) : []),
    ...(longTicket ? longTicketRows(longTicket) : []),
    ...(flood ? floodRows(flood) : []),
    ...(idlePoll ? idlePollRows(idlePoll) : []),
    ...(history ? historyRows(history) : []),
  ];
  console.log(`\n${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}\n`);
  console.log('| what | measured | target | met |\n|---|---|---|---|');
  for (const [what, measured, target, met] of rows)
    console.log(`| ${what} | ${measured} | ${target} | ${met === null ? '' : met ? 'yes' : 'no'} |`);
}

function pureRows(pure: PureFigures): Row[] {
  const parse = pure.mailparserCpuMsPerMail / pure.parseCpuMsPerMail;
  const all = pure.cpuMsPerMail / pure.mailparserCpuMsPerMail;
  const others = `mailparser ${pure.mailparserCpuMsPerMail}, postal-mime ${pure.postalMimeCpuMsPerMail}`;
  return [
    [
      'parse alone, CPU ms a mail',
      `${pure.parseCpuMsPerMail} (${others}): ${parse.toFixed(1)} × faster than mailparser`,
      '≥ 3 ×',
      parse >= 3,
    ],
    ['parse and understand, CPU ms a mail', `${pure.cpuMsPerMail}: ${all.toFixed(2)} × mailparser's parse`, '≤ 1.3 ×', all <= 1.3],
    ['parse and understand, mails/s', `${pure.mailsPerSecond} (mailparser alone ${pure.mailparserMailsPerSecond})`, '', null],
  ];
}

const renderingRows = ({ cpuMsPerMail }: RenderingFigures): Row[] => [
  ['Writing a mail (template and layout), CPU ms', String(cpuMsPerMail), '≤ 1', cpuMsPerMail <= 1],
];

const ruleRows = ({ rules, cpuMsPerMail, compileMs }: RuleFigures): Row[] => [
  [`${rules} rules, CPU ms a mail`, `${cpuMsPerMail} (compiled once in ${compileMs} ms)`, '≤ 0.2', cpuMsPerMail <= 0.2],
];

function wholeRows(run: WholeRun): Row[] {
  const name = `${run.concurrency} sender${run.concurrency > 1 ? 's' : ''}`;
  const decided = `decided p50 ${run.p50Ms} ms, p95 ${run.p95Ms} ms`;
  const confirmed = `confirmed p50 ${run.confirmedP50Ms} ms, p95 ${run.confirmedP95Ms} ms`;
  const { functions: _ours, ...others } = run.processes;
  const standIns = Object.entries(others).map(([process, ms]) => `${process} ${ms}`);
  return [
    [
      `functions process, ${name}, CPU ms a mail`,
      `${run.cpuMsPerMail} (beside it ${standIns.join(', ')})`,
      '≤ 8.5',
      run.cpuMsPerMail <= 8.5,
    ],
    [`whole path, ${name}, mails/s`, `${run.mailsPerSecond} (${decided}; ${confirmed})`, '', null],
  ];
}

const roundTripRows = (trips: NonNullable<Figures['roundTrips']>): Row[] => [
  ['round trips, new ticket with its confirmation', trips.newTicket.toFixed(1), '≤ 8', trips.newTicket <= 8],
  ['round trips, with a file', trips.withAttachment.toFixed(1), '≤ 9', trips.withAttachment <= 9],
  ['round trips, reply', trips.reply.toFixed(1), '≤ 6', trips.reply <= 6],
  ...(trips.technicianReply === undefined || trips.technicianReplyMail === undefined
    ? []
    : ([
        ['round trips, reply by a technician', trips.technicianReply.toFixed(1), '≤ 6', trips.technicianReply <= 6],
        ['round trips, each of its three mails', trips.technicianReplyMail.toFixed(1), '≤ 4', trips.technicianReplyMail <= 4],
      ] satisfies Row[])),
  ['round trips, the delivery report of a confirmation', trips.deliveryReport.toFixed(1), '', null],
  ['bytes written for a new ticket', String(trips.bytesWrittenPerNewTicket), '', null],
];

function coldStartRows({ ms, emptyMs, cpuMs, emptyCpuMs, functions }: ColdStart): Row[] {
  const ratio = cpuMs / emptyCpuMs;
  const measured = `${cpuMs} (${functions} functions; one empty function ${emptyCpuMs}): ${ratio.toFixed(1)} ×; wall ${ms} and ${emptyMs}`;
  return [['cold start, CPU ms', measured, '≤ 2 ×', ratio <= 2]];
}

const memoryRows = ({ mail25MbRssMb, idleRssMb }: NonNullable<Figures['memory']>): Row[] => [
  ['mail of 25 MB, peak RSS in MB', `${mail25MbRssMb} (before it ${idleRssMb})`, '≤ 230', mail25MbRssMb <= 230],
];

function longTicketRows({ messages, firstPageKb, firstPageMs, repliesPerSecond, roundTripsPerReply }: LongTicket): Row[] {
  const name = `ticket of ${messages.toLocaleString('en')} messages`;
  return [
    [`${name}, first page`, `${firstPageKb} KB in ${firstPageMs} ms`, '≤ 1 MB', firstPageKb <= 1000],
    [`${name}, replies a second, many at once`, String(repliesPerSecond), '≥ 20', repliesPerSecond >= 20],
    [`${name}, round trips of each of them`, String(roundTripsPerReply), '≤ 10', roundTripsPerReply <= 10],
  ];
}

function floodRows({ replies, others, repliesPerSecond, usual, flooded, atOnce, apart, roundTripsPerReply, firstPageKb }: Flood): Row[] {
  const name = `${replies.toLocaleString('en')} replies to one ticket`;
  const waits = (of: Flood['usual']) => `p50 ${of.p50Ms} ms, max ${of.maxMs} ms (load ${of.load})`;
  return [
    [`${others} others write, their wait`, waits(usual), '', null],
    [
      `${name}, ${repliesPerSecond.sent} a second: the others' wait`,
      waits(flooded),
      '≤ 2 ×',
      flooded.p50Ms <= 2 * usual.p50Ms && flooded.maxMs <= 2 * usual.maxMs,
    ],
    [`${name}, round trips of each of them`, String(roundTripsPerReply), '≤ 10', roundTripsPerReply <= 10],
    [`${name}, all at once: the others' wait`, `${waits(atOnce)}; ${repliesPerSecond.atOnce} replies/s`, '', null],
    [`as many mails at once, each to a ticket of its own: the others' wait`, waits(apart), '', null],
    [`${name}, twice: first page`, `${firstPageKb} KB`, '≤ 1 MB', firstPageKb <= 1000],
  ];
}

function idlePollRows({ mailboxes, requests, commands, cpuMs }: IdlePoll): Row[] {
  const name = `poll of a mailbox with nothing new, one of ${mailboxes}`;
  const asked = Object.entries(commands);
  const isStatusAlone = asked.every(([command, count]) => command === 'STATUS' && count === 1);
  return [
    [name, `${requests} requests, ${cpuMs} ms CPU`, '≤ 2', requests <= 2],
    [
      `${name}, IMAP commands after the login`,
      asked.map(([command, count]) => `${count} ${command}`).join(', '),
      '1 STATUS',
      isStatusAlone,
    ],
  ];
}

function historyRows(history: HistoryRun[]): Row[] {
  const [short, ...longer] = history;
  return history.map((run) => [
    `with ${run.tickets.toLocaleString('en')} tickets stored`,
    `${run.mailsPerSecond} mails/s, ${run.roundTripsPerMail} round trips a mail, a page of tickets in ${run.listMs} ms`,
    longer.includes(run) ? '< 10 % slower' : '',
    short && longer.includes(run) ? run.mailsPerSecond > 0.9 * short.mailsPerSecond : null,
  ]);
}

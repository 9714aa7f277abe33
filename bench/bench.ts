import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { buildApp } from '../build.ts';
import { type BenchCloud, startBenchCloud } from './bench-cloud.ts';
import { benchBigMail } from './big-mail.ts';
import { benchColdStart } from './cold-start.ts';
import { benchFlood } from './flood.ts';
import { benchHistory } from './history.ts';
import { benchIdlePoll } from './idle-poll.ts';
import { benchLongTicket } from './long-ticket.ts';
import { type Figures, printTables } from './print-tables.ts';
import { benchPurePath } from './pure-path.ts';
import { benchRendering } from './rendering.ts';
import { benchRules } from './rules.ts';
import { benchTechnicianReplies } from './technician-replies.ts';
import { benchRoundTrips, benchWholePath } from './whole-path.ts';

/** The parts that can be measured separately, in this order. */
const parts: { [Part in keyof Omit<Figures, 'machine'>]-?: { what: string; measure: () => Promise<NonNullable<Figures[Part]>> } } = {
  pure: { what: 'the pure path', measure: () => benchPurePath() },
  rules: { what: 'two hundred rules', measure: () => benchRules() },
  rendering: { what: 'writing a mail', measure: async () => benchRendering() },
  coldStart: { what: 'the cold start', measure: () => benchColdStart(process.cwd()) },
  memory: { what: 'a mail of 25 MB', measure: () => benchBigMail() },
  whole: { what: 'the whole path', measure: wholePath },
  roundTrips: { what: 'round trips', measure: roundTrips },
  longTicket: { what: 'a ticket of 2,000 messages', measure: () => inCloud(startBenchCloud(), (bench) => benchLongTicket(bench)) },
  flood: {
    what: 'a flood of one ticket while others write (takes two to three minutes)',
    measure: () => inCloud(startBenchCloud(), (bench) => benchFlood(bench)),
  },
  idlePoll: { what: 'a hundred mailboxes with nothing new', measure: () => inCloud(startBenchCloud(), (bench) => benchIdlePoll(bench)) },
  history: {
    what: 'a history of 1,000 and of 100,000 tickets (storing them takes some minutes)',
    measure: () => benchHistory(1000, 100_000),
  },
};

/**
 * `npm run bench`: measures all parts in separate embedded clouds, prints tables and writes
 * `.local/bench.json` after each part. `-- --only pure --only whole` measures only these and keeps
 * the other figures of the file; `--without history` leaves out the longest part. The flood is
 * measured only if it is named. If a part fails, that is printed, and the others are still
 * measured.
 */
const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true, default: [] }, without: { type: 'string', multiple: true, default: [] } },
});
const names = Object.keys(parts).filter(isPart);
for (const name of [...values.only, ...values.without])
  if (!isPart(name)) throw new Error(`There is no part "${name}"; the parts are: ${names.join(', ')}`);
const chosen = names.filter(
  (name) => (values.only.length === 0 ? name !== 'flood' : values.only.includes(name)) && !values.without.includes(name),
);
const file = '.local/bench.json';
const machine = { cores: availableParallelism(), memoryGb: Math.round(totalmem() / 2 ** 30), node: process.version };
let figures: Figures = { ...(values.only.length > 0 && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}), machine };

await buildApp();
mkdirSync('.local', { recursive: true });
for (const name of chosen) {
  console.error(`… ${parts[name].what}`);
  try {
    figures = { ...figures, [name]: await parts[name].measure() };
    writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
  } catch (error) {
    console.error(`${parts[name].what} could not be measured:`, error);
    process.exitCode = 1;
  }
}
printTables(figures);

function isPart(name: string): name is keyof typeof parts {
  return Object.hasOwn(parts, name);
}

function wholePath() {
  return inCloud(startBenchCloud(), async (bench) => {
    await benchWholePath(bench, 300, 4);
    return [await benchWholePath(bench, 300, 1), await benchWholePath(bench, 300, 4)];
  });
}

/** The delivery report of a confirmation comes later and is measured separately. */
async function roundTrips() {
  const unreported = await inCloud(startBenchCloud({ 'AzureWebJobs.delivery-reports.Disabled': 'true' }), roundTripsOf);
  const reported = await inCloud(startBenchCloud(), roundTripsOf);
  const replies = await inCloud(startBenchCloud({ 'AzureWebJobs.delivery-reports.Disabled': 'true' }), (bench) =>
    benchTechnicianReplies(bench),
  );
  return { ...unreported, deliveryReport: reported.newTicket - unreported.newTicket, ...replies };
}

/** Sends some mails first, so that requests that a process makes only once are not counted. */
async function roundTripsOf(bench: BenchCloud) {
  await benchWholePath(bench, 50, 1);
  return benchRoundTrips(bench);
}

/** Does the work in an embedded cloud, which is stopped afterwards. */
async function inCloud<T>(starting: Promise<BenchCloud>, work: (bench: BenchCloud) => Promise<T>): Promise<T> {
  const bench = await starting;
  try {
    return await work(bench);
  } finally {
    await bench.stop();
  }
}

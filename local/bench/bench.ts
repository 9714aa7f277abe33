import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { buildApp } from '../../build.ts';
import { type BenchCloud, startBenchCloud } from './bench-cloud.ts';
import { benchBigMail } from './big-mail.ts';
import { benchColdStart } from './cold-start.ts';
import { benchHistory } from './history.ts';
import { printTables } from './print-tables.ts';
import { benchPurePath } from './pure-path.ts';
import { benchRoundTrips, benchWholePath } from './whole-path.ts';

/**
 * `npm run bench`: measures the pure path, the whole path over an embedded cloud of its own, the cold start, a big mail, and a long history;
 * prints tables and writes `.local/bench.json`. `--without history` leaves out the longest part.
 */
const { values } = parseArgs({ options: { without: { type: 'string', multiple: true, default: [] } } });
const note = (what: string) => console.error(`… ${what}`);

await buildApp();
note('the pure path');
const pure = await benchPurePath();
note('the cold start');
const coldStart = await benchColdStart(process.cwd());
note('a mail of 25 MB');
const memory = await benchBigMail();
note('the whole path');
const whole = await inCloud(startBenchCloud(), async (bench) => {
  await benchWholePath(bench, 300, 4);
  return [await benchWholePath(bench, 300, 1), await benchWholePath(bench, 300, 4)];
});
note('round trips');
// what becomes of a confirmation once it has left is reported later, and measured apart
const unreported = await inCloud(startBenchCloud({ 'AzureWebJobs.delivery-reports.Disabled': 'true' }), roundTripsOf);
const reported = await inCloud(startBenchCloud(), roundTripsOf);
const roundTrips = { ...unreported, deliveryReport: reported.newTicket - unreported.newTicket };

const history = values.without.includes('history') ? [] : await longHistory();
const machine = { cores: availableParallelism(), memoryGb: Math.round(totalmem() / 2 ** 30), node: process.version };
const figures = { machine, pure, whole, roundTrips, coldStart, memory, history };
mkdirSync('.local', { recursive: true });
writeFileSync('.local/bench.json', `${JSON.stringify(figures, null, 2)}\n`);
printTables(figures);

function longHistory() {
  note('a history of 1,000 and of 100,000 tickets (storing them takes some minutes)');
  return benchHistory(1000, 100_000);
}

/** After some mails, so that what is asked for once in a process's life is not counted to them. */
async function roundTripsOf(bench: BenchCloud) {
  await benchWholePath(bench, 50, 1);
  return benchRoundTrips(bench);
}

/** Does the work in an embedded cloud, which ends with it. */
async function inCloud<T>(starting: Promise<BenchCloud>, work: (bench: BenchCloud) => Promise<T>): Promise<T> {
  const bench = await starting;
  try {
    return await work(bench);
  } finally {
    await bench.stop();
  }
}

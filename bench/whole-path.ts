import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { connectSmtp } from '../local/mail/send-raw-mail.ts';
import type { BenchCloud } from './bench-cloud.ts';
import { type GeneratedMail, generatedMails } from './generated-mails.ts';
import { cpuMsOf } from './process-cost.ts';
import { median } from './pure-path.ts';

/**
 * What a run of mails cost: p50 and p95 from the first byte over SMTP to the decision on the
 * ticket, and to the sending of the confirmation.
 */
export type WholeRun = {
  concurrency: number;
  mails: number;
  tickets: number;
  mailsPerSecond: number;
  /** For the functions process alone. */
  cpuMsPerMail: number;
  /**
   * CPU milliseconds a mail for each process; the benchmark itself counts as part of the
   * simulators.
   */
  processes: Record<string, number>;
  p50Ms: number;
  p95Ms: number;
  confirmedP50Ms: number;
  confirmedP95Ms: number;
};

const Trace = z.object({ messageId: z.string(), outcome: z.string(), processedAt: z.string(), ticketId: z.string() });
const Sent = z.object({ inReplyTo: z.string(), sentAt: z.string() });
const patienceMs = 120_000;

/**
 * Sends mails over `concurrency` SMTP connections, one after the other on each, and waits until all
 * are in tickets and confirmed.
 */
export async function benchWholePath(bench: BenchCloud, count: number, concurrency: number): Promise<WholeRun> {
  const run = randomUUID().slice(0, 8);
  const mails = generatedMails(count, run);
  const owed = mails.filter(({ kind }) => kind !== 'reply').length;
  const cpu = cpuOfAll(bench);
  const begun = Date.now();
  const arrivals = await sendAll(bench, mails, concurrency);
  const { confirmations, traces } = await settled(bench, run, mails.length, owed);
  const used = cpuOfAll(bench).map(([name, ms], at) => [name, Number(((ms - (cpu[at]?.[1] ?? 0)) / mails.length).toFixed(1))] as const);
  const ends = [...confirmations.map(({ sentAt }) => sentAt), ...traces.map(({ processedAt }) => processedAt)].map(Date.parse);
  const seconds = (Math.max(...ends) - begun) / 1000;
  const wrong = traces.filter(({ outcome }) => outcome !== 'ticket' && outcome !== 'reply');
  if (wrong.length) throw new Error(`${wrong.length} mails ended as ${wrong[0]?.outcome}`);
  const waits = traces.map(({ messageId, processedAt }) => Date.parse(processedAt) - (arrivals.get(messageId) ?? 0));
  const confirmed = confirmations.map(({ inReplyTo, sentAt }) => Date.parse(sentAt) - (arrivals.get(inReplyTo) ?? 0));
  return {
    concurrency,
    mails: mails.length,
    tickets: new Set(traces.map(({ ticketId }) => ticketId)).size,
    mailsPerSecond: Number((mails.length / seconds).toFixed(1)),
    cpuMsPerMail: used.find(([name]) => name === 'functions')?.[1] ?? 0,
    processes: Object.fromEntries(used),
    p50Ms: median(waits),
    p95Ms: percentile95(waits),
    confirmedP50Ms: median(confirmed),
    confirmedP95Ms: percentile95(confirmed),
  };
}

const cpuOfAll = (bench: BenchCloud) => Object.entries(bench.processes()).map(([name, pid]) => [name, cpuMsOf(pid)] as const);

/**
 * Requests of the functions process for one mail of each kind, ingest and confirmation together:
 * means over `count` mails.
 */
export async function benchRoundTrips(
  bench: BenchCloud,
  count = 20,
): Promise<Record<'newTicket' | 'reply' | 'withAttachment' | 'bytesWrittenPerNewTicket', number>> {
  const all = generatedMails(count * 10, randomUUID().slice(0, 8));
  const mean = async (mails: GeneratedMail[]) => {
    const before = await bench.requests();
    const run = mails[0]?.messageId.slice(1).split('.')[0] ?? '';
    const known = (await tracesOf(bench, run)).length;
    await sendAll(bench, mails, 1);
    await settled(bench, run, known + mails.length, 0);
    await sleep(1500);
    const after = await bench.requests();
    return { requests: (after.requests - before.requests) / mails.length, bytes: Math.round((after.bytes - before.bytes) / mails.length) };
  };
  // parents first: their tickets must exist before the replies come
  const parents = all.filter(({ kind }, index) => kind !== 'reply' && all[index + 4]?.kind === 'reply').slice(0, count);
  const replies = all.filter(({ kind }) => kind === 'reply').slice(0, count);
  // the lower of two means: now and then the settings are read again, which is not for a mail
  const others = all.filter((mail) => mail.kind === 'new' && !parents.includes(mail)).slice(0, count);
  const both = [await mean(parents.filter(({ kind }) => kind === 'new')), await mean(others)];
  const newTicket = both.toSorted((a, b) => a.requests - b.requests)[0] ?? { requests: 0, bytes: 0 };
  await mean(parents.filter(({ kind }) => kind === 'attachment').slice(0, 1));
  const reply = await mean(replies.filter((_, index) => parents[index]?.kind === 'new'));
  const withAttachment = await mean(all.filter((mail) => mail.kind === 'attachment' && !parents.includes(mail)).slice(0, count));
  return {
    newTicket: newTicket.requests,
    reply: reply.requests,
    withAttachment: withAttachment.requests,
    bytesWrittenPerNewTicket: newTicket.bytes,
  };
}

/**
 * Sends mails over `concurrency` SMTP connections, one after the other on each; returns when each
 * was sent, by Message-ID.
 */
export async function sendAll(bench: BenchCloud, mails: GeneratedMail[], concurrency: number): Promise<Map<string, number>> {
  const arrivals = new Map<string, number>();
  const waiting = [...mails];
  const { host, port } = bench.cloud.file.smtp;
  const sender = async () => {
    const connection = await connectSmtp({ host, port });
    for (let mail = waiting.shift(); mail; mail = waiting.shift()) {
      arrivals.set(mail.messageId, Date.now());
      await connection.send({ from: mail.from, to: ['support@contoso.example'] }, mail.raw);
    }
    connection.quit();
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  return arrivals;
}

/**
 * Waits until `mails` mails of the run are decided and `owed` confirmations sent; returns the
 * traces and the confirmations. Queries Cosmos DB itself, not the app, and only counts until then,
 * since queries take time from the mails.
 */
async function settled(bench: BenchCloud, run: string, mails: number, owed: number) {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(200)) {
    const sent = await count(bench, isSent, run);
    if (sent >= owed && (await count(bench, isTrace, run)) >= mails)
      return { traces: await tracesOf(bench, run), confirmations: await sentIn(bench, run) };
  }
  throw new Error(`Not all ${mails} mails were decided within ${patienceMs / 1000} s`);
}

const isSent = "c.type = 'notification' AND c.status IN ('sent', 'delivered') AND STARTSWITH(c.inReplyTo, @run)";
const isTrace = "c.type = 'mail' AND STARTSWITH(c.messageId, @run)";
const sentIn = (bench: BenchCloud, run: string) => query(bench, `SELECT c.inReplyTo, c.sentAt FROM c WHERE ${isSent}`, run, Sent);
const tracesOf = (bench: BenchCloud, run: string) =>
  query(bench, `SELECT c.messageId, c.outcome, c.processedAt, c.ticketId FROM c WHERE ${isTrace}`, run, Trace);
const count = async (bench: BenchCloud, condition: string, run: string) =>
  (await query(bench, `SELECT VALUE COUNT(1) FROM c WHERE ${condition}`, run, z.number()))[0] ?? 0;

async function query<T>({ tickets }: BenchCloud, text: string, run: string, schema: z.ZodType<T>): Promise<T[]> {
  const { resources } = await tickets.items.query({ query: text, parameters: [{ name: '@run', value: `<${run}.` }] }).fetchAll();
  return resources.map((row) => schema.parse(row));
}

const percentile95 = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0;

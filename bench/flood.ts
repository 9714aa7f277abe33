import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type BenchCloud, startBenchCloud } from './bench-cloud.ts';
import { aMail, countMessages, firstPage, ticketOf } from './long-ticket.ts';
import { median } from './pure-path.ts';
import { sendAll } from './whole-path.ts';

/** How long the others waited for the decision on their mail (ms). `load`: the machine's load average at the end (1 minute). */
type Waits = { p50Ms: number; maxMs: number; load: number };

/** Many replies to one ticket while others write: their waits without it, with as many mails to tickets of their own, and with it. */
export type Flood = {
  replies: number;
  others: number;
  usual: Waits;
  spread: Waits;
  flooded: Waits;
  repliesPerSecond: number;
  roundTripsPerReply: number;
  firstPageKb: number;
};

const Trace = z.object({ messageId: z.string(), processedAt: z.string() });
const patienceMs = 600_000;
/** Each of the others writes once, so long after the one before (ms): they all write while the ticket is flooded. */
const betweenOthersMs = 300;
const other = (run: string, index: number) => aMail(`<${run}.${index}@fabrikam.example>`, null, `other${index}.${run}@fabrikam.example`);

/**
 * Has the others write alone, then beside as many mails as the flood has, each of which opens a ticket (what the machine can't do faster), then
 * beside the flood itself.
 */
export async function benchFlood(bench: BenchCloud, replies = 1000, others = 50): Promise<Flood> {
  const run = randomUUID().slice(0, 8);
  const opener = `<${run}.opener@fabrikam.example>`;
  await sendAll(bench, [aMail(opener, null)], 1);
  const ticketId = await ticketOf(bench, opener);
  // after some mails, so that what is loaded once in a process's life is not counted
  await othersWrite(bench, `${run}w`, 10);
  const usual = await othersWrite(bench, `${run}u`, others);

  const strangers = Array.from({ length: replies }, (_, index) => other(`${run}s`, index));
  const strangersSent = sendAll(bench, strangers, 4);
  const spread = await othersWrite(bench, `${run}b`, others);
  await strangersSent;
  await until(async () => (await tracesOf(bench, `${run}s`)).length >= replies);

  const before = await bench.requests();
  const begun = Date.now();
  const flood = Array.from({ length: replies }, (_, index) => aMail(`<${run}f.${index}@fabrikam.example>`, opener));
  const sent = sendAll(bench, flood, 4);
  const flooded = await othersWrite(bench, `${run}o`, others);
  await sent;
  await until(async () => (await countMessages(bench, ticketId, begun)) >= replies);
  const seconds = (Date.now() - begun) / 1000;
  const { requests } = await bench.requests();
  return {
    ...{ replies, others, usual, spread, flooded },
    repliesPerSecond: Number((replies / seconds).toFixed(1)),
    roundTripsPerReply: Number(((requests - before.requests) / (replies + others)).toFixed(1)),
    firstPageKb: (await firstPage(bench, ticketId)).firstPageKb,
  };
}

/** Each of the others opens a ticket, one after the other, whether or not the one before is through. */
async function othersWrite(bench: BenchCloud, run: string, count: number): Promise<Waits> {
  const sent = new Map<string, number>();
  const sending: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const send = async () => {
      for (const [messageId, at] of await sendAll(bench, [other(run, index)], 1)) sent.set(messageId, at);
    };
    sending.push(send());
    await sleep(betweenOthersMs);
  }
  await Promise.all(sending);
  await until(async () => (await tracesOf(bench, run)).length >= count);
  const waits = (await tracesOf(bench, run)).map(({ messageId, processedAt }) => Date.parse(processedAt) - (sent.get(messageId) ?? 0));
  return { p50Ms: median(waits), maxMs: Math.max(...waits), load: Number((loadavg()[0] ?? 0).toFixed(1)) };
}

async function tracesOf({ tickets }: BenchCloud, run: string): Promise<z.infer<typeof Trace>[]> {
  const query = {
    query: "SELECT c.messageId, c.processedAt FROM c WHERE c.type = 'mail' AND STARTSWITH(c.messageId, @run)",
    parameters: [{ name: '@run', value: `<${run}.` }],
  };
  const { resources } = await tickets.items.query(query).fetchAll();
  return Trace.array().parse(resources);
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(500)) if (await isDone()) return;
  throw new Error(`Not all mails were in their tickets within ${patienceMs / 1000} s`);
}

if (import.meta.main) {
  const bench = await startBenchCloud();
  console.log(JSON.stringify(await benchFlood(bench).finally(() => bench.stop())));
}

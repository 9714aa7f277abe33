import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type BenchCloud, startBenchCloud } from './bench-cloud.ts';
import type { GeneratedMail } from './generated-mails.ts';
import { aMail, countMessages, firstPage, ticketOf } from './long-ticket.ts';
import { median } from './pure-path.ts';
import { sendAll } from './whole-path.ts';

/**
 * How long the other senders waited for the decision on their mail (ms). `load`: the machine's load
 * average (1 minute) at the end.
 */
type Waits = { p50Ms: number; maxMs: number; load: number };

/**
 * Many replies to one ticket while other senders write: how long these wait without the replies,
 * while the replies come at a steady pace, and while all of them come at once (then they are in the
 * queue before the others).
 */
export type Flood = {
  replies: number;
  others: number;
  repliesPerSecond: { sent: number; atOnce: number };
  usual: Waits;
  flooded: Waits;
  atOnce: Waits;
  /**
   * The same mails at once, each to a ticket of its own: what the machine itself makes them wait.
   */
  apart: Waits;
  roundTripsPerReply: number;
  firstPageKb: number;
};

const Trace = z.object({ messageId: z.string(), processedAt: z.string() });
const patienceMs = 600_000;
/** Replies a second at the steady pace; meanwhile each other sender writes once. */
const pace = 20;
/** If all replies come at once, the others write within the seconds that these take. */
const atOnceEveryMs = 200;

/**
 * Lets the others write alone, then beside the replies at their pace, then beside as many replies
 * at once.
 */
export async function benchFlood(bench: BenchCloud, replies = 1000, others = 50): Promise<Flood> {
  const run = randomUUID().slice(0, 8);
  const opener = `<${run}.opener@fabrikam.example>`;
  await sendAll(bench, [aMail(opener, null)], 1);
  const ticketId = await ticketOf(bench, opener);
  const everyMs = (replies / pace / others) * 1000;
  const repliesOf = (part: string) =>
    Array.from({ length: replies }, (_, index) => aMail(`<${run}${part}.${index}@fabrikam.example>`, opener));
  /**
   * The time until all replies were in their ticket (s), and how long the others waited meanwhile.
   */
  const flood = async (part: string, othersEveryMs: number, send: (mails: GeneratedMail[]) => Promise<unknown>) => {
    const begun = Date.now();
    const sent = send(repliesOf(part));
    const waits = othersWrite(bench, `${run}${part}o`, others, othersEveryMs);
    await sent;
    await until(async () => (await countMessages(bench, ticketId, begun)) >= replies);
    return { seconds: (Date.now() - begun) / 1000, waits: await waits };
  };
  // after some mails, so that what a process loads only once is not counted
  await othersWrite(bench, `${run}w`, 20, 100);
  const usual = await othersWrite(bench, `${run}u`, others, everyMs);
  const before = await bench.requests();
  const paced = await flood('p', everyMs, (mails) => sendPaced(bench, mails));
  const { requests } = await bench.requests();
  const atOnce = await flood('a', atOnceEveryMs, (mails) => sendAll(bench, mails, 4));
  const apart = await othersBesideTickets(bench, `${run}t`, replies, others);
  return {
    ...{ replies, others, usual, flooded: paced.waits, atOnce: atOnce.waits, apart },
    repliesPerSecond: { sent: pace, atOnce: Number((replies / atOnce.seconds).toFixed(1)) },
    roundTripsPerReply: Number(((requests - before.requests) / (replies + others)).toFixed(1)),
    firstPageKb: (await firstPage(bench, ticketId)).firstPageKb,
  };
}

/** The wait of the others while as many mails come at once that open a ticket each. */
async function othersBesideTickets(bench: BenchCloud, run: string, mails: number, others: number): Promise<Waits> {
  const opening = Array.from({ length: mails }, (_, index) => aMail(`<${run}.${index}@fabrikam.example>`, null));
  const sent = sendAll(bench, opening, 4);
  const waits = await othersWrite(bench, `${run}o`, others, atOnceEveryMs);
  await sent;
  await until(async () => (await tracesOf(bench, run)).length >= mails);
  return waits;
}

/** Sends one mail after the other at the pace, without waiting for the one before. */
async function sendPaced(bench: BenchCloud, mails: GeneratedMail[]): Promise<void> {
  const begun = Date.now();
  const sending = mails.map(async (mail, index) => {
    await sleep((index * 1000) / pace);
    await sendAll(bench, [mail], 1);
  });
  await Promise.all(sending);
  const late = Date.now() - begun - (mails.length * 1000) / pace;
  if (late > 5000) throw new Error(`${pace} mails a second could not be sent: the last was ${late} ms late`);
}

/** Each of the others opens a ticket, one after the other, without waiting for the one before. */
async function othersWrite(bench: BenchCloud, run: string, count: number, everyMs: number): Promise<Waits> {
  const sent = new Map<string, number>();
  const sending: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const send = async () => {
      for (const [messageId, at] of await sendAll(
        bench,
        [aMail(`<${run}.${index}@fabrikam.example>`, null, `other${index}.${run}@fabrikam.example`)],
        1,
      ))
        sent.set(messageId, at);
    };
    sending.push(send());
    await sleep(everyMs);
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

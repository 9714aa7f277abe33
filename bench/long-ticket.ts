import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Message } from '../shared/domain/tickets/message.ts';
import { Ticket } from '../shared/domain/tickets/ticket.ts';
import { type BenchCloud, startBenchCloud } from './bench-cloud.ts';
import { median } from './pure-path.ts';
import { sendAll } from './whole-path.ts';

/**
 * A ticket with `messages` messages: its first page, and what one more reply costs if many come at
 * once.
 */
export type LongTicket = {
  messages: number;
  firstPageKb: number;
  firstPageMs: number;
  roundTripsPerReply: number;
  repliesPerSecond: number;
};

const replies = 200;
const patienceMs = 300_000;
const writer = 'alice@fabrikam.example';

/**
 * Opens a ticket, fills it up to `messages` messages, reads its first page, and sends it 200
 * replies over four connections.
 */
export async function benchLongTicket(bench: BenchCloud, messages = 2000): Promise<LongTicket> {
  const run = randomUUID().slice(0, 8);
  const opener = `<${run}.opener@fabrikam.example>`;
  await sendAll(bench, [aMail(opener, null)], 1);
  const ticketId = await ticketOf(bench, opener);
  await fill(bench, ticketId, messages - 1);
  // after some replies, so that requests that a process makes only once are not counted
  await reply(bench, run, opener, ticketId, 10);
  const page = await firstPage(bench, ticketId);
  const before = await bench.requests();
  const seconds = await reply(bench, `${run}s`, opener, ticketId, replies);
  const { requests } = await bench.requests();
  return {
    messages,
    ...page,
    roundTripsPerReply: Number(((requests - before.requests) / replies).toFixed(1)),
    repliesPerSecond: Number((replies / seconds).toFixed(1)),
  };
}

/**
 * Sends replies and waits until the ticket has them; returns how long that took, in seconds from
 * the first byte.
 */
async function reply(bench: BenchCloud, run: string, opener: string, ticketId: string, count: number): Promise<number> {
  const begun = Date.now();
  const mails = Array.from({ length: count }, (_, index) => aMail(`<${run}.${index}@fabrikam.example>`, opener));
  await sendAll(bench, mails, 4);
  for (const end = begun + patienceMs; Date.now() < end; await sleep(500)) {
    if ((await countMessages(bench, ticketId, begun)) >= count) return (Date.now() - begun) / 1000;
  }
  throw new Error(`Not all ${count} replies were in their ticket within ${patienceMs / 1000} s`);
}

/** The size of a ticket's first page, and the median time that it takes. */
export async function firstPage(bench: BenchCloud, ticketId: string): Promise<{ firstPageKb: number; firstPageMs: number }> {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 7; round += 1) {
    const begun = performance.now();
    const answer = await fetch(new URL(`/api/tickets/${ticketId}`, bench.cloud.file.app.url));
    if (answer.status !== 200) throw new Error(`GET /api/tickets/${ticketId} answered ${answer.status}`);
    bytes = (await answer.arrayBuffer()).byteLength;
    times.push(performance.now() - begun);
  }
  return { firstPageKb: Math.round(bytes / 1024), firstPageMs: Math.round(median(times)) };
}

/** Puts copies of the ticket's message into it, each with an id and a Message-ID of its own. */
async function fill({ tickets }: BenchCloud, ticketId: string, count: number): Promise<void> {
  const { resources } = await tickets.items.query("SELECT * FROM c WHERE c.type = 'message'", { partitionKey: ticketId }).fetchAll();
  const first = Message.parse(resources[0]);
  for (let from = 0; from < count; from += 50) {
    const copies = Array.from({ length: Math.min(50, count - from) }, (_, index) => copyOf(first, from + index));
    const { code } = await tickets.items.batch(
      copies.map((resourceBody) => ({ operationType: 'Create', resourceBody })),
      ticketId,
    );
    if (code !== 200) throw new Error(`The ticket could not be filled: ${code}`);
  }
}

const copyOf = (message: Message, index: number): Message => ({
  ...message,
  id: `m-${String(index).padStart(26, '0')}`,
  at: new Date(Date.parse(message.at) - (index + 1) * 60_000).toISOString(),
  text: 'The printer on the second floor is offline again.\n'.repeat(40),
  mailId: null,
  messageId: `<copy.${index}@fabrikam.example>`,
  messageIdHash: `copy${index}`,
});

/** The ticket that this mail opened, as soon as it exists. */
export async function ticketOf({ tickets }: BenchCloud, messageId: string): Promise<string> {
  const query = { query: "SELECT * FROM c WHERE c.type = 'ticket' AND c.openedBy = @id", parameters: [{ name: '@id', value: messageId }] };
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
    const { resources } = await tickets.items.query(query).fetchAll();
    if (resources.length > 0) return Ticket.parse(resources[0]).ticketId;
  }
  throw new Error('The ticket was not opened within a minute');
}

/**
 * The number of a ticket's messages since a time. Counting all of them each time would take the
 * store as long as the replies.
 */
export async function countMessages({ tickets }: BenchCloud, ticketId: string, since: number): Promise<number> {
  const query = {
    query: "SELECT VALUE COUNT(1) FROM c WHERE c.type = 'message' AND c.at >= @since",
    parameters: [{ name: '@since', value: new Date(since).toISOString() }],
  };
  const { resources } = await tickets.items.query<number>(query, { partitionKey: ticketId }).fetchAll();
  return resources[0] ?? 0;
}

/** A mail of 3 KB: one that opens a ticket, or a reply to it. */
export function aMail(messageId: string, parent: string | null, from = writer) {
  const raw = [
    `From: Alice Ames <${from}>`,
    'To: support@contoso.example',
    `Subject: ${parent ? 'Re: ' : ''}The printer is offline`,
    `Message-ID: ${messageId}`,
    ...(parent ? [`In-Reply-To: ${parent}`, `References: ${parent}`] : []),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    ...Array(50).fill(`It is still offline, says ${messageId}.`),
    '',
  ].join('\r\n');
  return { raw: Buffer.from(raw), messageId, from, kind: parent ? ('reply' as const) : ('new' as const) };
}

if (import.meta.main) {
  const bench = await startBenchCloud();
  console.log(JSON.stringify(await benchLongTicket(bench).finally(() => bench.stop())));
}

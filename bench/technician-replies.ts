import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchCloud, startBenchCloud } from './bench-cloud.ts';
import { aMail, ticketOf } from './long-ticket.ts';
import { sendAll } from './whole-path.ts';

/** Round trips of a reply by a technician, and of each of its mails. */
export type TechnicianReplies = { technicianReply: number; technicianReplyMail: number };

const others = ['carol@fabrikam.example', 'dave@fabrikam.example'];
const patienceMs = 120_000;

/**
 * Writes replies to three people each, by the API, as technicians do; what
 * the functions process asks for until they wait, and for each mail after that.
 */
export async function benchTechnicianReplies(bench: BenchCloud, count = 12): Promise<TechnicianReplies> {
  const run = randomUUID().slice(0, 8);
  const tickets = await Promise.all(
    Array.from({ length: count + 1 }, (_, index) => aTicket(bench, `<${run}.${index}.open@fabrikam.example>`, index)),
  );
  const [first, ...measured] = tickets;
  // what a process asks for only once is not counted
  await reply(bench, first ?? '');
  await allSent(bench, tickets.slice(0, 1));
  // the lower of two means: now and then the settings are read again, which is not for a reply
  const half = Math.ceil(count / 2);
  const [one, two] = [await meanOf(bench, measured.slice(0, half)), await meanOf(bench, measured.slice(half))];
  return {
    technicianReply: Math.min(one.technicianReply, two.technicianReply),
    technicianReplyMail: Math.min(one.technicianReplyMail, two.technicianReplyMail),
  };
}

async function meanOf(bench: BenchCloud, tickets: string[]): Promise<TechnicianReplies> {
  const before = await bench.requests();
  for (const ticket of tickets) await reply(bench, ticket);
  const written = await bench.requests();
  await allSent(bench, tickets);
  const sent = await bench.requests();
  const perReply = (written.requests - before.requests) / tickets.length;
  const perMail = (sent.requests - written.requests) / tickets.length / (others.length + 1);
  return { technicianReply: Number(perReply.toFixed(2)), technicianReplyMail: Number(perMail.toFixed(2)) };
}

/** A ticket of its own, confirmed: its id. */
async function aTicket(bench: BenchCloud, messageId: string, index: number): Promise<string> {
  await sendAll(bench, [aMail(messageId, null, `bench${index}@fabrikam.example`)], 1);
  const ticketId = await ticketOf(bench, messageId);
  await until(async () => (await countRows(bench, ticketId, "c.kind = 'ticket-created' AND c.status IN ('sent', 'delivered')")) === 1);
  return ticketId;
}

async function reply({ cloud }: BenchCloud, ticketId: string): Promise<void> {
  const answer = await fetch(new URL(`/api/tickets/${ticketId}/replies`, cloud.file.app.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ html: '<p>There is paper in the cupboard.</p>', cc: others, status: 'pending' }),
  });
  if (answer.status !== 201) throw new Error(`POST …/replies answered ${answer.status}: ${await answer.text()}`);
}

const allSent = (bench: BenchCloud, tickets: string[]): Promise<void> =>
  until(async () => {
    for (const ticketId of tickets)
      if ((await countRows(bench, ticketId, "c.kind = 'technician-replied' AND c.status IN ('sent', 'delivered')")) < others.length + 1)
        return false;
    return true;
  });

async function countRows({ tickets }: BenchCloud, ticketId: string, condition: string): Promise<number> {
  const query = `SELECT VALUE COUNT(1) FROM c WHERE c.type = 'notification' AND ${condition}`;
  return (await tickets.items.query<number>(query, { partitionKey: ticketId }).fetchAll()).resources[0] ?? 0;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(500)) if (await isSo()) return;
  throw new Error(`Not all mails were sent within ${patienceMs / 1000} s`);
}

if (import.meta.main) {
  const bench = await startBenchCloud({ 'AzureWebJobs.delivery-reports.Disabled': 'true' });
  console.log(JSON.stringify(await benchTechnicianReplies(bench).finally(() => bench.stop())));
}

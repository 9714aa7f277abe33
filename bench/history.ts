import { randomUUID } from 'node:crypto';
import type { Container, OperationInput } from '@azure/cosmos';
import type { Message } from '../shared/domain/tickets/message.ts';
import type { Ticket } from '../shared/domain/tickets/ticket.ts';
import type { MailTrace } from '../shared/domain/trace/mail-trace.ts';
import { type BenchCloud, startBenchCloud } from './bench-cloud.ts';
import { median } from './pure-path.ts';
import { benchWholePath, type WholeRun } from './whole-path.ts';

/**
 * The figures for the same mails, and for a page of the list, with `tickets` tickets already
 * stored.
 */
export type HistoryRun = { tickets: number; mailsPerSecond: number; roundTripsPerMail: number; listMs: number };

const rounds = 5;
const mailsPerRun = 150;

/**
 * Measures the whole path at concurrency 4 with a short and with a long history, each in a separate
 * embedded cloud, alternately, so that whatever slows down the machine slows down both.
 */
export async function benchHistory(short: number, long: number): Promise<HistoryRun[]> {
  const benches: { tickets: number; bench: BenchCloud; runs: WholeRun[]; lists: number[]; requests: number }[] = [];
  try {
    for (const tickets of [short, long]) {
      const bench = await startBenchCloud();
      benches.push({ tickets, bench, runs: [], lists: [], requests: 0 });
      await store(bench.tickets, tickets);
      await benchWholePath(bench, mailsPerRun, 4);
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const each of benches) {
        const before = await each.bench.requests();
        each.runs.push(await benchWholePath(each.bench, mailsPerRun, 4));
        each.requests += (await each.bench.requests()).requests - before.requests;
        for (let page = 0; page < 5; page += 1) each.lists.push(await listMs(each.bench));
      }
    }
    return benches.map(({ tickets, runs, lists, requests }) => ({
      tickets,
      // the least disturbed of the runs
      mailsPerSecond: Math.max(...runs.map(({ mailsPerSecond }) => mailsPerSecond)),
      roundTripsPerMail: Number((requests / rounds / mailsPerRun).toFixed(2)),
      listMs: Number(median(lists).toFixed(1)),
    }));
  } finally {
    for (const { bench } of benches) await bench.stop();
  }
}

async function listMs(bench: BenchCloud): Promise<number> {
  const begun = performance.now();
  const answer = await fetch(new URL('/api/tickets?status=open', bench.cloud.file.app.url));
  if (answer.status !== 200) throw new Error(`GET /api/tickets answered ${answer.status}`);
  await answer.text();
  return performance.now() - begun;
}

/** Stores `tickets` tickets, each with its message and trace. */
async function store(container: Container, tickets: number): Promise<void> {
  const run = randomUUID().slice(0, 8);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < tickets; index = next++) {
      const ticketId = `h${run}${String(index).padStart(17, '0')}`;
      const { code } = await container.items.batch(itemsOf(ticketId, index), ticketId);
      if (code !== 200) throw new Error(`Ticket ${index} could not be stored: ${code}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** A ticket from the past year, as ingest writes it. */
function itemsOf(ticketId: string, index: number): OperationInput[] {
  const at = new Date(Date.UTC(2025, 10, 1) + index * 300_000).toISOString();
  const person = { address: `user${index % 5000}@fabrikam.example`, name: `User ${index % 5000}` };
  const common = { schemaVersion: 1, ticketId } as const;
  const subject = `The printer on floor ${index % 40} is offline`;
  const ticket: Ticket = {
    ...common,
    id: 'ticket',
    type: 'ticket',
    number: `OLD-${index}`,
    mailboxId: 'support',
    queueId: 'support',
    subject,
    mailSubject: null,
    exchangeThread: null,
    language: null,
    status: index % 20 === 0 ? 'open' : 'closed',
    priority: 'normal',
    tags: [],
    assignee: null,
    alert: null,
    requester: person,
    client: { id: 'fabrikam', name: 'Fabrikam' },
    participants: [{ ...person, role: 'requester', notify: true }],
    links: [],
    guestGeneration: 0,
    mergedInto: null,
    merge: null,
    merged: [],
    unfinished: null,
    resolvedAt: null,
    pendingReason: null,
    remindAt: null,
    createdAt: at,
    updatedAt: at,
    closedAt: index % 20 === 0 ? null : at,
    openedBy: `<${ticketId}@fabrikam.example>`,
    searchText: `old-${index} ${subject} ${person.name} ${person.address}`.toLowerCase(),
  };
  const message: Message = {
    ...common,
    id: `m-${ticketId}`,
    type: 'message',
    kind: 'client',
    visibility: 'public',
    by: null,
    viaLinkOf: null,
    outbox: null,
    from: person,
    to: [],
    cc: [],
    at,
    sentAt: at,
    subject,
    text: subject.repeat(10),
    html: null,
    bodyBlob: null,
    attachments: [],
    mailId: ticketId,
    messageId: `<${ticketId}@fabrikam.example>`,
    messageIdHash: ticketId,
    newcomer: false,
    defects: [],
    visibleText: null,
    visibleHtml: null,
    enclosed: [],
    invitation: null,
    trust: { sender: 'unknown', level: 'unverified', reasons: [] },
  };
  const trace: MailTrace = {
    ...common,
    id: `mail-${ticketId}`,
    type: 'mail',
    mailId: ticketId,
    mailboxId: 'support',
    remoteId: ticketId,
    messageId: `<${ticketId}@fabrikam.example>`,
    messageIdHash: ticketId,
    from: person,
    subject,
    size: 3000,
    receivedAt: at,
    processedAt: at,
    outcome: 'ticket',
    reason: null,
    ticketNumber: `OLD-${index}`,
    kind: 'person',
    checks: [],
    rawBlob: null,
  };
  return [ticket, message, trace].map((resourceBody) => ({ operationType: 'Create', resourceBody }));
}

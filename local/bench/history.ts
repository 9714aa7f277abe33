import { randomUUID } from 'node:crypto';
import type { Container, OperationInput } from '@azure/cosmos';
import type { BenchCloud } from './bench-cloud.ts';
import { median } from './pure-path.ts';
import { benchWholePath } from './whole-path.ts';

/** The same run of mails, and a page of the list, with so many tickets already stored. */
export type HistoryRun = { tickets: number; mailsPerSecond: number; roundTripsPerMail: number; listMs: number };

/** Stores tickets (each with its message and trace) until there are so many, then measures. Runs at concurrency 4, warmed up. */
export async function benchHistory(bench: BenchCloud, tickets: number, stored: number): Promise<HistoryRun> {
  await store(bench.tickets, stored, tickets);
  await benchWholePath(bench, 50, 4);
  const before = await bench.requests();
  const runs = [await benchWholePath(bench, 150, 4), await benchWholePath(bench, 150, 4), await benchWholePath(bench, 150, 4)];
  const after = await bench.requests();
  const lists: number[] = [];
  for (let round = 0; round < 21; round += 1) {
    const begun = performance.now();
    const answer = await fetch(new URL('/api/tickets?status=open', bench.cloud.file.app.url));
    if (answer.status !== 200) throw new Error(`GET /api/tickets answered ${answer.status}`);
    await answer.text();
    lists.push(performance.now() - begun);
  }
  return {
    tickets,
    mailsPerSecond: median(runs.map(({ mailsPerSecond }) => mailsPerSecond)),
    roundTripsPerMail: Number(((after.requests - before.requests) / 450).toFixed(2)),
    listMs: Number(median(lists).toFixed(1)),
  };
}

async function store(container: Container, from: number, to: number): Promise<void> {
  const run = randomUUID().slice(0, 8);
  let next = from;
  const worker = async () => {
    for (let index = next++; index < to; index = next++) {
      const ticketId = `h${run}${index}`.padEnd(26, '0');
      const { code } = await container.items.batch(itemsOf(ticketId, index), ticketId);
      if (code !== 200) throw new Error(`Ticket ${index} could not be stored: ${code}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** A ticket of a year of history, as ingest writes it. */
function itemsOf(ticketId: string, index: number): OperationInput[] {
  const at = new Date(Date.UTC(2025, 10, 1) + index * 300_000).toISOString();
  const person = { address: `user${index % 5000}@fabrikam.example`, name: `User ${index % 5000}` };
  const common = { schemaVersion: 1, ticketId };
  const subject = `The printer on floor ${index % 40} is offline`;
  const items = [
    {
      ...common,
      id: 'ticket',
      type: 'ticket',
      number: `OLD-${index}`,
      mailboxId: 'support',
      queueId: 'support',
      subject,
      status: index % 20 === 0 ? 'open' : 'closed',
      requester: person,
      client: { id: 'fabrikam', name: 'Fabrikam' },
      participants: [{ ...person, role: 'requester', notify: true }],
      links: [],
      mergedInto: null,
      createdAt: at,
      updatedAt: at,
      closedAt: index % 20 === 0 ? null : at,
      openedBy: `<${ticketId}@fabrikam.example>`,
      searchText: `old-${index} ${subject} ${person.name} ${person.address}`.toLowerCase(),
    },
    {
      ...common,
      id: `m-${ticketId}`,
      type: 'message',
      kind: 'client',
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
    },
    {
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
    },
  ];
  return items.map((resourceBody) => ({ operationType: 'Create', resourceBody }));
}

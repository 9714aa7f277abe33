import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Cosmos, startCosmos } from '../../local/cosmos/start-cosmos.ts';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { browseStore } from '../../shared/adapters/cosmos/ticket-queries.ts';
import { ticketStore } from '../../shared/adapters/cosmos/tickets.ts';
import type { Message } from '../../shared/domain/tickets/message.ts';
import { type TicketEvent, ticketEvent } from '../../shared/domain/tickets/ticket-event.ts';
import { aTicket } from '../support/a-ticket.ts';
import { seedCosmos } from '../support/seed-cosmos.ts';

/**
 * A ticket with many messages and as many events, in the store: no more of it is read than is
 * shown.
 */

const ticketId = 'long';
const at = (index: number) => new Date(Date.UTC(2026, 10, 2) + Math.floor(index / 7) * 1000).toISOString();
const message = (index: number, hash = `h${index}`): Message => ({
  ...{ id: `m-${String((index * 37) % 300).padStart(3, '0')}`, type: 'message', schemaVersion: 1, ticketId, kind: 'client' },
  ...{ visibility: 'public', by: null, viaLinkOf: null, outbox: null },
  ...{ from: { address: 'alice@fabrikam.example', name: null }, to: [], cc: [], at: at(index), sentAt: null, subject: '' },
  ...{ text: 'x'.repeat(5000), html: null, bodyBlob: null, attachments: [], mailId: `mail${index}`, messageId: '', messageIdHash: hash },
  ...{ newcomer: false, defects: [], visibleText: null, visibleHtml: null, enclosed: [], invitation: null },
  trust: { sender: 'unknown', level: 'unverified', reasons: [] },
});

/** The event that each of them came with. */
const joined = (index: number): TicketEvent =>
  ticketEvent(
    ticketId,
    { by: { kind: 'sender', address: 'alice@fabrikam.example' }, at: at(index), cause: `mail${index}` },
    { kind: 'joined', message: message(index).id, newcomer: false },
  );

let folder: string;
let cosmos: Cosmos;
const open = (withinPartitions: boolean) =>
  openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions }).container('tickets');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
  cosmos = await startCosmos({ file: join(folder, 'cosmos.sqlite') });
  await seedCosmos({
    cosmos: { ...cosmos, database: 'psa-email' },
    imap: { host: '127.0.0.1', port: 993, user: 'helpdesk@contoso.example', secretName: 'helpdesk' },
  });
  const container = open(true);
  await container.items.create(aTicket({ ticketId }));
  for (let from = 0; from < 300; from += 50) {
    const some = Array.from({ length: 50 }, (_, index) => [
      message(from + index, from + index < 200 ? 'used again' : undefined),
      joined(from + index),
    ]).flat();
    await container.items.batch(
      some.map((resourceBody) => ({ operationType: 'Create', resourceBody })),
      ticketId,
    );
  }
});
afterAll(async () => {
  await cosmos?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => cosmos.resetStats());

const bytesRead = async () => Object.values(await cosmos.stats()).reduce((sum, { bytesOut }) => sum + bytesOut, 0);

test('messages come latest first, those of the same moment by id, from any of them on', async () => {
  const browse = browseStore(open(false));
  const all: Message[] = [];
  for await (const one of browse.messagesBefore(ticketId, null)) all.push(one);
  const sorted = Array.from({ length: 300 }, (_, index) => message(index)).toSorted(
    (a, b) => b.at.localeCompare(a.at) || (a.id < b.id ? 1 : -1),
  );
  expect(all.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
  for (const from of [0, 99, 100, 298, 299]) {
    const rest: string[] = [];
    const { at: time, id } = all[from] ?? message(0);
    for await (const one of browse.messagesBefore(ticketId, { at: time, id })) rest.push(one.id);
    expect(rest).toEqual(all.slice(from + 1).map((one) => one.id));
  }
});

test('who leaves after ten messages has read twenty', async () => {
  let seen = 0;
  for await (const _ of browseStore(open(false)).messagesBefore(ticketId, null)) {
    seen += 1;
    if (seen === 10) break;
  }
  expect(await bytesRead()).toBeLessThan(20 * 6500);
});

test('a reply does not read the messages of its ticket, also not those under a Message-ID that two hundred share', async () => {
  const store = ticketStore(open(true), open(false));
  const state = await store.ticketState(ticketId, 'used again', 'mail7');
  expect(state?.sameMessageId).toHaveLength(200);
  expect(state).toMatchObject({ ticket: { ticketId }, trace: null, owed: [] });
  expect(await bytesRead()).toBeLessThan(30_000);
});

test('a ticket is found by its id and by its number in any case; what is none is not there', async () => {
  const browse = browseStore(open(false));
  for (const named of [ticketId, 'SUP-1001', 'sup-1001']) expect((await browse.ticket(named))?.ticketId).toBe(ticketId);
  for (const named of ['SUP-9', 'nothing', 'mail:x']) expect(await browse.ticket(named)).toBeNull();
});

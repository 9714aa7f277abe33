import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { ticketStore } from '../../shared/adapters/cosmos/tickets.ts';
import { owedNotification } from '../../shared/domain/notifications/notification.ts';
import { stillWaits, type TicketChange } from '../../shared/domain/notifications/ticket-change.ts';
import type { Ticket } from '../../shared/domain/tickets/ticket.ts';
import { eventsBetween } from '../../shared/domain/tickets/ticket-event.ts';
import { aSeededCosmos } from '../support/a-seeded-cosmos.ts';
import { aTicket } from '../support/a-ticket.ts';

/** A change of a ticket in the store: one batch, whatever it is that changes. */

let cosmos: Awaited<ReturnType<typeof aSeededCosmos>>;
beforeAll(async () => {
  cosmos = await aSeededCosmos();
});
afterAll(() => cosmos?.end());
beforeEach(() => cosmos.resetStats());

const container = () => openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions: true }).container('tickets');
const requests = async () => Object.values(await cosmos.stats()).reduce((sum, { count }) => sum + count, 0);

/** A ticket that is open, and its version. */
async function stored(ticketId: string) {
  const ticket = aTicket({ ticketId, status: 'open' });
  const { etag } = await container().items.create(ticket);
  return { ticket, etag };
}

/** What a technician changes who sets the status by hand: no mail has to do with it. */
function statusByHand(before: Ticket, version: string, status: Ticket['status'], request: string): TicketChange {
  const at = '2026-11-20T10:00:00.000Z';
  const replace = { ...before, status, updatedAt: at };
  const by = { kind: 'technician' as const, address: 'tess@contoso.example' };
  const create = eventsBetween(before, replace, { by, at, cause: request });
  return { ticketId: before.ticketId, version, replace, create, patch: [] };
}

const partition = async (ticketId: string) =>
  (await container().items.query('SELECT c.type, c.kind, c.status FROM c ORDER BY c.id', { partitionKey: ticketId }).fetchAll()).resources;

test('a status that is set by hand: one request, and the ticket has its new version', async () => {
  const { ticket, etag } = await stored('by-hand');
  const store = ticketStore(container(), container());
  await cosmos.resetStats();
  const committed = await store.commit(statusByHand(ticket, etag, 'resolved', 'request1'));
  expect(await requests()).toBe(1);
  const { etag: now } = await container().item('ticket', 'by-hand').read();
  expect(committed).toEqual({ etag: now });
  expect(await partition('by-hand')).toEqual([
    { type: 'event', kind: 'status' },
    { type: 'ticket', status: 'resolved' },
  ]);
});

test('one that was decided on an older version is a conflict, and nothing of it is written', async () => {
  const { ticket, etag } = await stored('stale');
  const store = ticketStore(container(), container());
  await store.commit(statusByHand(ticket, etag, 'resolved', 'request1'));
  const before = await partition('stale');
  expect(await store.commit(statusByHand(ticket, etag, 'pending', 'request2'))).toBe('conflict');
  expect(await partition('stale')).toEqual(before);
});

test('the same request once more is a conflict, also at the version that it made', async () => {
  const { ticket, etag } = await stored('again');
  const store = ticketStore(container(), container());
  const committed = await store.commit(statusByHand(ticket, etag, 'resolved', 'request1'));
  const version = committed === 'conflict' ? '' : (committed.etag ?? '');
  expect(await store.commit(statusByHand(ticket, version, 'resolved', 'request1'))).toBe('conflict');
  expect(await partition('again')).toHaveLength(2);
});

test('a notification that is not there fails the whole change, with the ticket named', async () => {
  const { ticket, etag } = await stored('no-notification');
  const store = ticketStore(container(), container());
  const change = statusByHand(ticket, etag, 'resolved', 'request1');
  const patch = [{ notificationId: 'n-none', set: { status: 'bounced' as const }, onlyIf: null }];
  await expect(store.commit({ ...change, patch })).rejects.toThrow(/refused the batch of ticket no-notification: \d+ \(.*404.*\)/);
  expect(await partition('no-notification')).toEqual([{ type: 'ticket', status: 'open' }]);
});

test('more fields of a notification than one patch takes are set all the same, or none of them', async () => {
  const parts = { kind: 'ticket-created', cause: 'a cause', data: {}, quotesMail: true, mailId: null, inReplyTo: null, references: [] };
  const to = { address: 'alice@fabrikam.example', name: null };
  const row = owedNotification({ ticketId: 'many-fields', to, ...parts }, new Date());
  await container().items.create(row);
  const store = ticketStore(container(), container());
  const at = '2026-11-20T10:00:00.000Z';
  const sent = { status: 'sent', sentAt: at, messageId: '<1@x>', operationId: 'o', failure: null, attempts: 2 } as const;
  const more = { dueAt: at, failingSince: at, finalMessageId: '<2@x>', messageIdHash: 'h', at, language: 'de', stateAt: at } as const;
  const patch = [{ notificationId: row.id, set: { ...sent, ...more }, onlyIf: stillWaits }];
  const change: TicketChange = { ticketId: 'many-fields', version: null, replace: null, create: [], patch };
  expect(await store.commit(change)).toEqual({ etag: null });
  expect((await container().item(row.id, 'many-fields').read()).resource).toMatchObject({ ...sent, ...more });
  expect(await store.commit(change)).toBe('conflict');
});

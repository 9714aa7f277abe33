import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TicketPatch } from '../../shared/api/ticket-changes.ts';
import { changeTicket } from '../../shared/workflows/change-ticket.ts';
import { readHistory } from '../../shared/workflows/read-history.ts';
import { readTicket } from '../../shared/workflows/read-ticket.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** What technicians change in a ticket, and what its history tells of it. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, address, ingest, aConfirmedTicket } = aMailFlow(() => deployment);
const ada = 'ada@contoso.example';
const bea = 'bea@contoso.example';
const reading = () => ({
  browse: deployment.browse,
  queueNameOf: async (id: string) => id,
  now: () => new Date(),
  markedAmong: async () => [],
  files: { body: async () => null },
});
const etagOf = async (ticketId: string) => (await readTicket(reading(), ticketId)).etag;
/** Changes a ticket that is read at this moment. */
const change = async (ticketId: string, patch: unknown, { by = ada, ifMatch }: { by?: string; ifMatch?: string | null } = {}) =>
  changeTicket(deployment.changing(), ticketId, {
    patch: TicketPatch.parse(patch),
    ifMatch: ifMatch === undefined ? await etagOf(ticketId) : ifMatch,
    by,
  });
const history = (ticketId: string, query: { limit?: number; continuation?: string } = {}) =>
  readHistory(deployment.changing(), ticketId, { limit: 50, ...query });

describe('a change', () => {
  test('to resolved owes the client a mail, which is taken back with it', async () => {
    const client = address();
    const { ticketId } = await aConfirmedTicket(client);
    const toldOf = async () => (await deployment.store().waiting(ticketId)).map(({ kind, to, by }) => [kind, to.address, by]);
    await change(ticketId, { status: 'resolved' });
    expect(await toldOf()).toEqual([['ticket-resolved', client, ada]]);
    await change(ticketId, { status: 'open' });
    expect(await toldOf()).toEqual([]);
  });

  test('of several fields is one write, and an event for each, by whom', async () => {
    const { ticketId, number } = await aConfirmedTicket(address());
    const { item, etag } = await change(number, {
      priority: 'high',
      tags: ['VIP', 'vip '],
      status: 'pending',
      pendingReason: 'spare part',
    });
    expect(item).toMatchObject({ priority: 'high', tags: ['vip'], status: 'pending', pendingReason: 'spare part' });
    expect(etag).toBe(await etagOf(ticketId));
    const { items } = await history(number);
    expect(
      items
        .slice(0, 3)
        .map(({ kind, said, by }) => [kind, said, by.address])
        .toSorted(),
    ).toEqual([
      ['priority', 'Priority normal to high', ada],
      ['status', 'Status new to pending: spare part', ada],
      ['tags', 'Tags added: vip', ada],
    ]);
    expect(items.at(-1)).toMatchObject({ kind: 'opened', by: { kind: 'sender' } });
  });

  test('to what is so already writes nothing', async () => {
    const { ticketId } = await aConfirmedTicket(address());
    const before = await etagOf(ticketId);
    expect((await change(ticketId, { priority: 'normal', tags: [] })).etag).toBe(before);
    expect((await history(ticketId)).items).toHaveLength(1);
  });

  test('needs the version that was seen', async () => {
    const { ticketId } = await aConfirmedTicket(address());
    await expect(change(ticketId, { priority: 'low' }, { ifMatch: null })).rejects.toMatchObject({ status: 428 });
  });

  test('of what somebody else has changed is refused, with what they did', async () => {
    const { ticketId } = await aConfirmedTicket(address());
    const ifMatch = await etagOf(ticketId);
    await change(ticketId, { priority: 'high' }, { ifMatch, by: bea });
    await expect(change(ticketId, { priority: 'low' }, { ifMatch })).rejects.toMatchObject({
      status: 412,
      message: expect.stringContaining(`by ${bea}`),
      changes: [{ kind: 'priority', from: 'normal', to: 'high', by: { address: bea } }],
      current: { item: { priority: 'high' }, etag: await etagOf(ticketId) },
    });
  });

  test("by two at the same moment is one's", async () => {
    const { ticketId } = await aConfirmedTicket(address());
    const ifMatch = await etagOf(ticketId);
    const both = await Promise.allSettled([
      change(ticketId, { priority: 'high' }, { ifMatch, by: ada }),
      change(ticketId, { priority: 'low' }, { ifMatch, by: bea }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await history(ticketId)).items.filter(({ kind }) => kind === 'priority')).toHaveLength(1);
  });

  test.each([
    [{ queueId: 'nowhere' }, 'queueId: there is no queue "nowhere"'],
    [{ assignee: 'nobody@contoso.example' }, 'assignee: "nobody@contoso.example" is no active technician'],
    [{ clientId: 'acme' }, 'clientId: there is no client "acme"'],
    [{ pendingReason: 'x' }, 'pendingReason: belongs to a pending ticket'],
    [{ status: 'pending', remindAt: '2020-01-01T00:00:00Z' }, 'remindAt: lies in the past'],
    [{ participants: [] }, 'participants: leaves out the requester'],
    [{ requester: { address: 'support@contoso.example' } }, 'requester: support@contoso.example is an address of ours'],
  ])('to %o is refused, with the field', async (patch, words) => {
    const { ticketId } = await aConfirmedTicket(address());
    await expect(change(ticketId, patch)).rejects.toMatchObject({ status: 422, message: expect.stringContaining(words) });
  });
});

test.each([{}, { colour: 'red' }, { tags: ['a,b'] }, { subject: 'two\r\nlines' }, { priority: 'top' }])('%o is no change', (patch) => {
  expect(TicketPatch.safeParse(patch).success).toBe(false);
});

describe('who takes part', () => {
  test('is the whole list: who is left out goes, who is new is written to', async () => {
    const { ticketId, from } = await aConfirmedTicket(address());
    await change(ticketId, { participants: [{ address: from }, { address: 'Carol@Fabrikam.example', name: 'Carol' }] });
    const { item } = await change(ticketId, { participants: [{ address: from, notify: false }, { address: 'dan@fabrikam.example' }] });
    expect(item.participants).toEqual([
      expect.objectContaining({ address: from, role: 'requester', notify: false }),
      { address: 'dan@fabrikam.example', name: null, role: 'cc', notify: true },
    ]);
    const kinds = (await history(ticketId)).items.map(({ said }) => said);
    expect(kinds).toEqual(expect.arrayContaining(['Takes part: dan@fabrikam.example', 'Takes part no more: carol@fabrikam.example']));
  });

  test('changes with the requester: the one before stays in copy', async () => {
    const { ticketId, from } = await aConfirmedTicket(address());
    const { item } = await change(ticketId, { requester: { address: 'carol@fabrikam.example', name: 'Carol' } });
    expect(item.requester).toEqual({ address: 'carol@fabrikam.example', name: 'Carol' });
    expect(item.participants.map(({ address: who, role }) => [who, role])).toEqual([
      ['carol@fabrikam.example', 'requester'],
      [from, 'cc'],
    ]);
  });
});

describe('a ticket that is resolved', () => {
  const resolvedFor = async (ticketId: string, days: number) => {
    await change(ticketId, { status: 'resolved' });
    const resolvedAt = new Date(Date.now() - days * 86_400_000).toISOString();
    await deployment.tickets.item('ticket', ticketId).patch([{ op: 'set', path: '/resolvedAt', value: resolvedAt }]);
  };

  test('is open again when its client answers in time', async () => {
    const { ticketId, from, messageId } = await aConfirmedTicket(address());
    await resolvedFor(ticketId, 13);
    const { trace } = await ingest(aMail({ from, messageId: unique(), inReplyTo: messageId }));
    expect(trace).toMatchObject({ outcome: 'reply', ticketId });
    expect(await deployment.browse.ticket(ticketId)).toMatchObject({ status: 'open', resolvedAt: null, closedAt: null });
  });

  test('stays so when they answer later: that is a new ticket, linked to it', async () => {
    const { ticketId, from, messageId, number } = await aConfirmedTicket(address());
    await resolvedFor(ticketId, 15);
    const { trace } = await ingest(aMail({ from, messageId: unique(), inReplyTo: messageId }));
    expect(trace.outcome).toBe('ticket');
    expect(await deployment.browse.ticket(trace.ticketId)).toMatchObject({ links: [{ number, relation: 'follow-up' }] });
    expect(await deployment.browse.ticket(ticketId)).toMatchObject({ status: 'resolved' });
  });

  test('knows since when, also once it is closed; opened again it does not', async () => {
    const { ticketId } = await aConfirmedTicket(address());
    const { resolvedAt } = (await change(ticketId, { status: 'resolved' })).item;
    expect(resolvedAt).not.toBeNull();
    expect((await change(ticketId, { status: 'closed' })).item).toMatchObject({ resolvedAt, closedAt: expect.any(String) });
    expect((await change(ticketId, { status: 'open' })).item).toMatchObject({ resolvedAt: null, closedAt: null });
  });
});

test('a history is read page by page, each event once', async () => {
  const { ticketId } = await aConfirmedTicket(address());
  for (const priority of ['high', 'low', 'urgent', 'normal']) await change(ticketId, { priority });
  const kinds: string[] = [];
  for (let continuation: string | undefined; ; ) {
    const page = await history(ticketId, { limit: 2, ...(continuation ? { continuation } : {}) });
    kinds.push(...page.items.map(({ kind, to }) => `${kind} ${to ?? ''}`));
    if (page.next === null) break;
    continuation = page.next;
  }
  expect(kinds).toEqual(['priority normal', 'priority urgent', 'priority low', 'priority high', 'opened ']);
});

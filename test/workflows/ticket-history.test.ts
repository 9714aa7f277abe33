import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ticket } from '../../shared/domain/tickets/ticket.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aBounce } from '../support/a-report.ts';

/** A mail, and what the history of its ticket tells of it. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, address, arrived, ingest, aConfirmedTicket } = aMailFlow(() => deployment);
const history = (ticketId: string) => deployment.browse.history(ticketId);
/** The events that came after the ticket was opened. */
const since = async (ticketId: string) => (await history(ticketId)).filter(({ kind }) => kind !== 'opened');
const set = (ticketId: string, change: Partial<Ticket>) =>
  deployment.tickets
    .item('ticket', ticketId)
    .patch(Object.entries(change).map(([name, value]) => ({ op: 'set' as const, path: `/${name}`, value })));

describe('a mail that opens a ticket', () => {
  test('has opened it when it was received; it tells who asks, and who takes part', async () => {
    const from = address();
    const { trace } = await ingest(aMail({ from, messageId: unique(), cc: 'Bob <bob@fabrikam.example>' }));
    expect(await history(trace.ticketId)).toMatchObject([
      {
        ...{ kind: 'opened', status: 'new', requester: from, by: { kind: 'sender', address: from } },
        ...{ at: trace.receivedAt, cause: trace.mailId },
        participants: [
          { address: from, role: 'requester' },
          { address: 'bob@fabrikam.example', role: 'cc' },
        ],
      },
    ]);
  });

  test('and names one that is not for its sender, is linked to that', async () => {
    const { number, ticketId } = await aConfirmedTicket(address());
    const { trace } = await ingest(aMail({ from: address(), messageId: unique(), subject: `Also [Ticket #${number}]` }));
    expect(await since(trace.ticketId)).toMatchObject([{ kind: 'linked', links: [{ ticketId, number, relation: 'mentioned' }] }]);
    expect(await since(ticketId)).toEqual([]);
  });
});

describe('a mail that joins a ticket', () => {
  test.each([
    ['new', []],
    ['open', []],
    ['pending', [{ kind: 'status', from: 'pending', to: 'open' }]],
    ['resolved', [{ kind: 'reopened', from: 'resolved', to: 'open' }]],
    ['closed', [{ kind: 'reopened', from: 'closed', to: 'open' }]],
  ] as const)('which is %s', async (status, then) => {
    const { from, messageId, ticketId } = await aConfirmedTicket(address());
    await set(ticketId, { status });
    const { trace } = await ingest(aMail({ from, messageId: unique(), inReplyTo: messageId }));
    const [message] = (await deployment.browse.messages(ticketId)).filter(({ mailId }) => mailId === trace.mailId);
    const events = await since(ticketId);
    expect(events.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toMatchObject([
      { kind: 'joined', message: message?.id, newcomer: false },
      ...then,
    ]);
    for (const { by, cause } of events) expect({ by, cause }).toEqual({ by: { kind: 'sender', address: from }, cause: trace.mailId });
    expect(new Set(events.map(({ at }) => at))).toEqual(new Set([(await deployment.browse.ticket(ticketId))?.updatedAt]));
  });

  test('and brings others in, or comes in by proof alone, tells of them', async () => {
    const { from, messageId, ticketId, confirmationId } = await aConfirmedTicket(address());
    await ingest(aMail({ from, messageId: unique(), inReplyTo: messageId, cc: 'carol@fabrikam.example, dan@fabrikam.example' }));
    const stranger = address();
    await ingest(aMail({ from: stranger, messageId: unique(), inReplyTo: confirmationId }));
    const brought = (await since(ticketId)).flatMap((event) => (event.kind === 'participants' ? [event.participants] : []));
    expect(brought).toEqual([
      [
        { address: 'carol@fabrikam.example', role: 'cc' },
        { address: 'dan@fabrikam.example', role: 'cc' },
      ],
      [{ address: stranger, role: 'newcomer' }],
    ]);
    expect((await since(ticketId)).filter((event) => event.kind === 'joined').map(({ newcomer }) => newcomer)).toEqual([false, true]);
  });

  test('which an earlier version has opened, and that has no history so far', async () => {
    const { from, messageId, ticketId } = await aConfirmedTicket(address());
    for (const { id } of await history(ticketId)) await deployment.tickets.item(id, ticketId).delete();
    expect(await ingest(aMail({ from, messageId: unique(), inReplyTo: messageId }))).toMatchObject({ trace: { outcome: 'reply' } });
    expect(await history(ticketId)).toMatchObject([{ kind: 'joined' }]);
  });
});

describe('what changes nothing leaves no event', () => {
  test('the same mail again, a copy of it, an out-of-office', async () => {
    const { from, messageId, ticketId, confirmationId } = await aConfirmedTicket(address());
    const raw = aMail({ from, messageId: unique(), inReplyTo: messageId });
    const ref = arrived(raw);
    await ingestMail(deployment.ingest(), ref, 1);
    const before = await history(ticketId);
    expect(before).toHaveLength(2);
    await ingestMail(deployment.ingest(), ref, 2);
    expect((await ingest(raw)).trace.outcome).toBe('duplicate');
    await ingest(aMail({ from, messageId: unique(), inReplyTo: confirmationId, headers: { 'Auto-Submitted': 'auto-replied' } }));
    expect(await history(ticketId)).toEqual(before);
  });
});

test('a notification that is returned is recorded once, by the report that comes first', async () => {
  const { from, ticketId, confirmationId } = await aConfirmedTicket(address());
  for (let n = 0; n < 2; n += 1) await ingest(aBounce(from, confirmationId, { messageId: unique() }));
  expect(await since(ticketId)).toMatchObject([
    { kind: 'delivery', status: 'bounced', address: from, by: { kind: 'sender', address: 'mailer-daemon@mx.fabrikam.example' } },
  ]);
});

test('a delay of a notification is no event', async () => {
  const { from, ticketId, confirmationId } = await aConfirmedTicket(address());
  await ingest(aBounce(from, confirmationId, { messageId: unique(), action: 'delayed', status: '4.4.1' }));
  expect(await since(ticketId)).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ticketIdFor } from '../../shared/domain/ids.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { aHouse, type House } from '../support/a-house.ts';
import { aMail } from '../support/a-mail.ts';
import { aPostRoom } from '../support/a-post-room.ts';

/** A mail that comes again, while its ticket or what is known of it has changed: it is still the same mail. */

let house: House;
beforeAll(async () => {
  house = await aHouse();
});
afterAll(() => house.stop());

const { unique, arrived, ingest, aConfirmedTicket, clientMessages } = aPostRoom(() => house);
const close = (ticketId: string) =>
  house.tickets.item('ticket', ticketId).patch([
    { op: 'set', path: '/status', value: 'closed' },
    { op: 'set', path: '/closedAt', value: '2026-01-01T00:00:00.000Z' },
  ]);

describe('a reply in a ticket that was closed long ago', () => {
  test('delivered again is done; found again by a rescan of the mailbox it is a duplicate; neither opens a ticket', async () => {
    const { confirmationId, ticketId, number } = await aConfirmedTicket();
    const raw = aMail({ messageId: unique(), inReplyTo: confirmationId });
    const ref = arrived(raw);
    await ingestMail(house.ingest(), ref, 1);
    await close(ticketId);
    expect(await ingestMail(house.ingest(), ref, 2)).toMatchObject({ trace: { outcome: 'reply', ticketNumber: number }, sends: [] });
    expect(await ingest(raw)).toMatchObject({ trace: { outcome: 'duplicate', ticketNumber: number }, sends: [] });
    expect(await clientMessages(ticketId)).toHaveLength(2);
  });

  test('in a ticket that was merged meanwhile it is done too', async () => {
    const old = await aConfirmedTicket();
    const other = await aConfirmedTicket();
    const ref = arrived(aMail({ messageId: unique(), inReplyTo: old.confirmationId }));
    await ingestMail(house.ingest(), ref, 1);
    await house.tickets.item('ticket', old.ticketId).patch([{ op: 'set', path: '/mergedInto', value: other.ticketId }]);
    expect((await ingestMail(house.ingest(), ref, 2)).trace).toMatchObject({ outcome: 'reply', ticketNumber: old.number });
    expect((await ingest(aMail({ messageId: unique(), inReplyTo: old.confirmationId }))).trace.ticketNumber).toBe(other.number);
  });
});

test('a mail that may not join even its own conversation is one ticket, however often it is delivered', async () => {
  await house.settings.item('policy', 'policy').patch([{ op: 'set', path: '/trustedServers', value: ['mx.contoso.example'] }]);
  const headers = { 'Authentication-Results': 'mx.contoso.example; dmarc=fail header.from=fabrikam.example' };
  const ref = arrived(aMail({ messageId: unique(), references: ['<unknown.root@fabrikam.example>'], headers }));
  const first = await ingestMail(house.ingest(), ref, 1);
  expect(first.trace.ticketId).toBe(ticketIdFor('<unknown.root@fabrikam.example>'));
  expect((await ingestMail(house.ingest(), ref, 2)).trace).toMatchObject({ outcome: 'ticket', ticketNumber: first.trace.ticketNumber });
});

describe('a mail that was announced and is not there', () => {
  test('is waited for, and only then counts as deleted; the poll asks for it again', async () => {
    const ref = { ...arrived(new Uint8Array()), remoteId: 'not there' };
    await expect(ingestMail(house.ingest(), ref, 1)).rejects.toThrow(/not where it should be/);
    expect((await ingestMail(house.ingest(), ref, 5)).trace).toMatchObject({
      outcome: 'suppressed',
      reason: expect.stringContaining('deleted or moved'),
    });
    expect(await house.store().knownRemoteIds('support', ['not there'])).toEqual(new Set());
  });

  test('whose staged bytes are missing is never taken for deleted', async () => {
    const ref = { ...arrived(new Uint8Array()), remoteId: 'staged', rawBlob: 'raw/none.eml' };
    await expect(ingestMail(house.ingest(), ref, 9)).rejects.toThrow(/not where it should be/);
  });
});

test('a long reply with a quotation is stored: its body goes to a blob', async () => {
  const { confirmationId, number } = await aConfirmedTicket();
  const text = `${'€'.repeat(400_000)}\n\nOn Mon, 2 Nov 2026 at 09:00, Support <support@contoso.example> wrote:\n> hello\n`;
  const { trace } = await ingest(aMail({ messageId: unique(), subject: 'Re: x', inReplyTo: confirmationId, text }));
  expect(trace).toMatchObject({ outcome: 'reply', ticketNumber: number });
});

test('a mail beyond the limits is a ticket with the whole of it attached and the limit named', async () => {
  const raw = Buffer.concat([
    Buffer.from(`From: alice@fabrikam.example\r\nSubject: odd\r\nMessage-ID: ${unique()}\r\n`),
    Buffer.from(`X: ${'y'.repeat(3_000_000)}\r\n\r\nhello`),
  ]);
  const { trace } = await ingest(raw);
  expect(trace.outcome).toBe('ticket');
  const [message] = await clientMessages(trace.ticketId);
  expect(message).toMatchObject({ attachments: [{ name: 'message.eml', size: raw.length }] });
  expect(message?.defects.join(' ')).toMatch(/whole mail is attached/);
});

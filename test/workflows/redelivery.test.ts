import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ticketIdFor } from '../../shared/domain/ids.ts';
import { mailLimits } from '../../shared/domain/mail/mail-limits.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { recordAttempt } from '../../shared/workflows/record-failure.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * A mail that comes again, while its ticket or what is known of it has changed: it is still the
 * same mail.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, arrived, ingest, aConfirmedTicket, clientMessages } = aMailFlow(() => deployment);
const close = (ticketId: string) =>
  deployment.tickets.item('ticket', ticketId).patch([
    { op: 'set', path: '/status', value: 'closed' },
    { op: 'set', path: '/closedAt', value: '2026-01-01T00:00:00.000Z' },
  ]);

describe('a reply in a ticket that was closed long ago', () => {
  test('delivered again is done; found again by a rescan of the mailbox it is a duplicate; neither opens a ticket', async () => {
    const { confirmationId, ticketId, number } = await aConfirmedTicket();
    const raw = aMail({ messageId: unique(), inReplyTo: confirmationId });
    const ref = arrived(raw);
    await ingestMail(deployment.ingest(), ref, 1);
    await close(ticketId);
    expect(await ingestMail(deployment.ingest(), ref, 2)).toMatchObject({
      trace: { outcome: 'reply', ticketNumber: number },
      sends: [],
    });
    expect(await ingest(raw)).toMatchObject({ trace: { outcome: 'duplicate', ticketNumber: number }, sends: [] });
    expect(await clientMessages(ticketId)).toHaveLength(2);
  });

  test('in a ticket that was merged meanwhile it is done too', async () => {
    const old = await aConfirmedTicket();
    const other = await aConfirmedTicket();
    const ref = arrived(aMail({ messageId: unique(), inReplyTo: old.confirmationId }));
    await ingestMail(deployment.ingest(), ref, 1);
    await deployment.tickets.item('ticket', old.ticketId).patch([{ op: 'set', path: '/mergedInto', value: other.ticketId }]);
    expect((await ingestMail(deployment.ingest(), ref, 2)).trace).toMatchObject({ outcome: 'reply', ticketNumber: old.number });
    expect((await ingest(aMail({ messageId: unique(), inReplyTo: old.confirmationId }))).trace.ticketNumber).toBe(other.number);
  });
});

describe('a mail that made a ticket of its own stays in it', () => {
  const open = (ticketId: string) =>
    deployment.tickets.item('ticket', ticketId).patch([
      { op: 'set', path: '/status', value: 'open' },
      { op: 'set', path: '/closedAt', value: null },
    ]);

  test('when the old ticket that it follows up is opened again', async () => {
    const { confirmationId, ticketId } = await aConfirmedTicket();
    await close(ticketId);
    const raw = aMail({ messageId: unique(), inReplyTo: confirmationId });
    const ref = arrived(raw);
    const { ticketNumber } = (await ingestMail(deployment.ingest(), ref, 1)).trace;
    await open(ticketId);
    expect((await ingestMail(deployment.ingest(), ref, 2)).trace).toMatchObject({ outcome: 'ticket', ticketNumber });
    expect((await ingest(raw)).trace).toMatchObject({ outcome: 'duplicate', ticketNumber });
    expect(await clientMessages(ticketId)).toHaveLength(1);
  });

  test.each(['a Message-ID', 'a number'])('when its writer is let into the ticket of which it quotes %s', async (what) => {
    const { messageId, number, ticketId } = await aConfirmedTicket();
    const quoting = what === 'a number' ? { subject: `Re: [Ticket #${number}]` } : { inReplyTo: messageId };
    const raw = aMail({ from: 'stranger@elsewhere.example', messageId: unique(), ...quoting });
    const { ticketNumber } = (await ingest(raw)).trace;
    expect(ticketNumber).not.toBe(number);
    const stranger = { address: 'stranger@elsewhere.example', name: null, role: 'cc', notify: true };
    await deployment.tickets.item('ticket', ticketId).patch([{ op: 'add', path: '/participants/-', value: stranger }]);
    expect((await ingest(raw)).trace).toMatchObject({ outcome: 'duplicate', ticketNumber });
    // their next mail joins
    expect((await ingest(aMail({ from: stranger.address, messageId: unique(), ...quoting }))).trace.ticketNumber).toBe(number);
  });
});

test('a mail that was tried before it could be read, and is refused then, leaves one trace', async () => {
  const from = 'tried@blocked.example';
  await deployment.block(from);
  const ref = arrived(aMail({ from, messageId: unique() }));
  const away = async () => Promise.reject(new Error('Graph is away'));
  await recordAttempt({ ...deployment.failures(), rawMail: away }, ref, 1, new Error('Graph is away'));
  expect((await ingestMail(deployment.ingest(), ref, 2)).trace.outcome).toBe('suppressed');
  const traces = (await deployment.browse.mails({ limit: 100, mailboxId: null, after: null })).items.filter(
    ({ remoteId }) => remoteId === ref.remoteId,
  );
  expect(traces.map(({ outcome }) => outcome)).toEqual(['suppressed']);
});

test('of two numbers in a subject the first counts', async () => {
  const [one, two] = [await aConfirmedTicket(), await aConfirmedTicket()];
  for (const [first, second] of [
    [one, two],
    [two, one],
  ] as const) {
    const subject = `Re: [Ticket #${first.number}] [Ticket #${second.number}] Printer`;
    expect((await ingest(aMail({ messageId: unique(), subject }))).trace.ticketNumber).toBe(first.number);
  }
});

test('a mail that may not join even its own conversation is one ticket, however often it is delivered', async () => {
  const headers = { 'Authentication-Results': 'mx.contoso.example; dmarc=fail header.from=fabrikam.example' };
  const ref = arrived(aMail({ messageId: unique(), references: ['<unknown.root@fabrikam.example>'], headers }));
  const first = await ingestMail(deployment.ingest(), ref, 1);
  expect(first.trace.ticketId).toBe(ticketIdFor('<unknown.root@fabrikam.example>'));
  expect((await ingestMail(deployment.ingest(), ref, 2)).trace).toMatchObject({
    outcome: 'ticket',
    ticketNumber: first.trace.ticketNumber,
  });
});

describe('a mail that was announced and is not there', () => {
  test('is waited for, and only then counts as deleted; the poll asks for it again', async () => {
    const ref = { ...arrived(new Uint8Array()), remoteId: 'not there' };
    await expect(ingestMail(deployment.ingest(), ref, 1)).rejects.toThrow(/not where it should be/);
    expect((await ingestMail(deployment.ingest(), ref, 5)).trace).toMatchObject({
      outcome: 'suppressed',
      reason: remark('gone-from-mailbox'),
    });
    expect(await deployment.store().knownRemoteIds('support', ['not there'])).toEqual(new Map([['not there', 'tried']]));
  });

  test('whose staged bytes are missing is never taken for deleted', async () => {
    const ref = { ...arrived(new Uint8Array()), remoteId: 'staged', rawBlob: 'raw/none.eml' };
    await expect(ingestMail(deployment.ingest(), ref, 9)).rejects.toThrow(/not where it should be/);
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
  expect(message?.defects).toContainEqual(remark('header-size', { most: mailLimits.headerBytes }));
});

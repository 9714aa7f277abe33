import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aMail } from '../support/a-mail.ts';

/**
 * What each kind of mail does, from outside: mail in over SMTP, tickets, traces and contacts over
 * HTTP, what was sent in the outbox.
 */

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await aCloud();
  const { etag, json } = await cloud.ask('GET', '/api/policy');
  await cloud.ask('PUT', '/api/policy', { ...z.looseObject({}).parse(json), undoSeconds: 0 }, { 'if-match': etag });
}, 120_000);
afterAll(() => cloud?.stop());

let count = 0;
const unique = () => `<kinds.${++count}.${process.pid}@fabrikam.example>`;
const sentTo = async (address: string) => (await cloud.outbox()).filter((mail) => mail.header('To').includes(address));
const Contact = z.object({
  contact: z.object({ deliverability: z.object({ state: z.string(), reason: z.string() }).nullable() }).nullable(),
});

/** A ticket of a new client, and its confirmation. */
async function confirmed(from: string) {
  const messageId = unique();
  const { ticketNumber } = await cloud.taken(aMail({ from, messageId, subject: 'Printer' }), messageId, { from });
  const confirmation = await cloud.until(`confirmation to ${from}`, async () => (await sentTo(from))[0]);
  return { number: ticketNumber, confirmation, ownId: confirmation.header('Message-ID') };
}

test('an out-of-office reply to a confirmation only adds a note to its ticket: nobody is told, and the status stays', async () => {
  const { number, ownId } = await confirmed('away@fabrikam.example');
  const before = await cloud.ticket(number);
  const messageId = unique();
  const trace = await cloud.taken(
    aMail({
      from: 'away@fabrikam.example',
      messageId,
      subject: 'Automatic reply: [Ticket #SUP-1] Printer',
      inReplyTo: ownId,
      headers: { 'Auto-Submitted': 'auto-replied' },
      text: 'I am out of the office until Monday.',
    }),
    messageId,
    { from: '' },
  );
  expect(trace).toMatchObject({ outcome: 'suppressed', ticketNumber: number });
  const after = await cloud.ticket(number);
  expect(after.messages.map(({ kind }) => kind)).toEqual(['client', 'system']);
  expect([after.status, after.updatedAt]).toEqual([before.status, before.updatedAt]);
  expect(await sentTo('away@fabrikam.example')).toHaveLength(1);
});

test('a bounce of a confirmation from a trusted reporter becomes no ticket: it marks the contact, whose mail is held until somebody clears it', async () => {
  const from = 'gone@fabrikam.example';
  const { number, ownId } = await confirmed(from);
  const messageId = unique();
  const trace = await cloud.taken(
    aMail({
      from: 'MAILER-DAEMON@mx.fabrikam.example',
      messageId,
      subject: 'Undelivered Mail Returned to Sender',
      headers: { 'Authentication-Results': 'mx.contoso.example; spf=pass smtp.mailfrom=<> smtp.helo=mx.fabrikam.example; dmarc=none' },
      report: 'delivery-status',
      text: `<${from}>: host mx.fabrikam.example said: 550 5.1.1 User unknown`,
      attachments: [
        {
          type: 'message/delivery-status',
          disposition: null,
          content: `Reporting-MTA: dns; mx.fabrikam.example\r\n\r\nFinal-Recipient: rfc822; ${from}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n`,
        },
        { type: 'text/rfc822-headers', disposition: null, content: `Message-ID: ${ownId}\r\nTo: ${from}\r\n` },
      ],
    }),
    messageId,
    { from: '' },
  );
  expect(trace).toMatchObject({ outcome: 'recorded', ticketNumber: number });
  const { contact } = await cloud.get(`/api/contacts/${encodeURIComponent(from)}`, Contact);
  expect(contact?.deliverability).toMatchObject({ state: 'undeliverable', reason: expect.stringContaining('user-unknown') });
  const again = unique();
  expect(await cloud.taken(aMail({ from, messageId: again, subject: 'Another thing' }), again, { from })).toMatchObject({
    outcome: 'ticket',
  });
  expect(await sentTo(from)).toHaveLength(1);

  // nor is a reply sent; the ticket says why, until somebody clears the address and has it sent
  await cloud.ask('POST', `/api/tickets/${number}/replies`, { text: 'Are you there?' });
  const ended = (what: string) =>
    cloud.until(`the reply is ${what}`, async () => {
      const { messages } = await cloud.ticket(number);
      return messages.find(({ kind, deliveries }) => kind === 'reply' && deliveries.every(({ state }) => state === what));
    });
  expect((await ended('held')).deliveries).toMatchObject([{ to: from, reason: expect.stringContaining('address invalid since') }]);
  expect((await cloud.ticket(number)).held).toMatchObject([{ address: from }]);
  expect(await sentTo(from)).toHaveLength(1);
  const clear = () => cloud.ask('POST', `/api/contacts/${encodeURIComponent(from)}/clear`, { release: true });
  expect([await clear(), await clear()]).toMatchObject([{ json: { released: 1 } }, { json: { released: 0 } }]);
  await ended('delivered');
  expect((await sentTo(from)).map(({ raw }) => raw.includes('Are you there?'))).toEqual([false, true]);
});

test('a mail from a list or a monitoring system becomes a ticket without a confirmation', async () => {
  for (const headers of [{ 'List-Id': '<ops.fabrikam.example>' }, { Precedence: 'bulk' }, { 'Auto-Submitted': 'auto-generated' }]) {
    const messageId = unique();
    const from = `monitor${count}@fabrikam.example`;
    const trace = await cloud.taken(aMail({ from, messageId, subject: 'Backup failed', headers }), messageId, { from });
    expect(trace).toMatchObject({ outcome: 'ticket', ticketNumber: expect.stringMatching(/^SUP-/) });
  }
  // what would have been sent for them is sent before this
  await confirmed('after@fabrikam.example');
  expect(await sentTo('monitor')).toHaveLength(0);
});

test('a technician’s forward, vouched for by the receiving mail system, makes a ticket for the client, with the technician in it; anybody else’s stays their own', async () => {
  const forward = (from: string, messageId: string) =>
    aMail({
      from,
      messageId,
      subject: 'Fwd: Scanner',
      headers: { 'Authentication-Results': `mx.contoso.example; dmarc=pass header.from=${from.split('@')[1]}` },
      text: 'See below.\n\n---------- Forwarded message ---------\nFrom: Carol <carol@fabrikam.example>\nDate: Mon, 2 Nov 2026 at 10:00\nSubject: Scanner\nTo: <technician@contoso.example>\n\nThe scanner is broken.\n',
    });
  const [ours, theirs] = [unique(), unique()];
  const made = await cloud.taken(forward('technician@contoso.example', ours), ours, { from: 'technician@contoso.example' });
  const ticket = await cloud.ticket(made.ticketNumber);
  expect(ticket).toMatchObject({ requester: { address: 'carol@fabrikam.example' }, client: { name: 'Fabrikam' } });
  expect(ticket.participants.map(({ address, role }) => [address, role])).toEqual([
    ['carol@fabrikam.example', 'requester'],
    ['technician@contoso.example', 'technician'],
  ]);
  await cloud.until('the client is told', async () => (await sentTo('carol@fabrikam.example')).length === 1);
  const other = await cloud.taken(forward('bob@elsewhere.example', theirs), theirs, { from: 'bob@elsewhere.example' });
  expect((await cloud.ticket(other.ticketNumber)).requester.address).toBe('bob@elsewhere.example');
});

test('what was suppressed can be made a ticket, once', async () => {
  const messageId = unique();
  const from = 'robot@elsewhere.example';
  const trace = await cloud.taken(aMail({ from, messageId, headers: { 'Auto-Submitted': 'auto-replied' } }), messageId, { from });
  expect(trace).toMatchObject({ outcome: 'suppressed', ticketNumber: null });
  const accept = () => fetch(new URL(`/api/mail/${trace.mailId}/accept`, cloud.app.url), { method: 'POST' });
  expect((await accept()).status).toBe(202);
  const [accepted] = await cloud.until('the accepted mail', async () => {
    const settled = await cloud.traces(messageId);
    return settled[0]?.outcome === 'ticket' && settled;
  });
  expect((await cloud.ticket(accepted?.ticketNumber ?? null)).messages).toHaveLength(1);
  expect((await accept()).status).toBe(409);
  expect(await sentTo(from)).toHaveLength(0);
});

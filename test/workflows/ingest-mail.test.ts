import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MailRef } from '../../shared/domain/queue-items.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * The way of a mail over the real stores: what becomes of it, and that it becomes so once, whatever
 * dies on the way.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, arrived, ingest, send, sentFor, clientMessages, aConfirmedTicket } = aMailFlow(() => deployment);

describe('a new mail', () => {
  test('opens a ticket with its message, its files and a confirmation', async () => {
    const { trace, sends } = await ingest(
      aMail({
        messageId: unique(),
        subject: 'Re: [Ticket #XYZ-9] Printer',
        text: 'It is dead.',
        html: '<p onclick="x()">It is <b>dead</b>.<img src="cid:pic"></p>',
        attachments: [
          { name: 'pic.png', type: 'image/png', content: Buffer.from('89504e470d0a1a0a', 'hex'), contentId: 'pic', disposition: 'inline' },
          { name: 'setup.exe', content: 'MZ' },
        ],
      }),
    );
    expect(trace).toMatchObject({ outcome: 'ticket', ticketNumber: expect.stringMatching(/^SUP-1\d{3}$/) });
    const ticket = await deployment.browse.ticket(trace.ticketNumber ?? '');
    expect(ticket).toMatchObject({
      subject: 'Printer',
      status: 'new',
      client: { name: 'Fabrikam' },
      requester: { address: 'alice@fabrikam.example' },
    });
    const [message] = await clientMessages(trace.ticketId);
    expect(message?.html).toMatch(/^<p>It is <b>dead<\/b>\.<img src="\/api\/tickets\/.*" \/><\/p>$/);
    expect(message?.attachments).toMatchObject([
      { name: 'pic.png', blocked: null },
      { name: 'setup.exe', blocked: { reason: remark('extension-blocked', { extension: 'exe' }) } },
    ]);
    await send(sends);
    expect(sentFor(trace.ticketNumber)).toMatchObject([
      {
        subject: `[Ticket #${trace.ticketNumber}] Printer`,
        inReplyTo: message?.messageId,
        headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
      },
    ]);
  });

  test('of an unknown sender has no client, and makes no contact', async () => {
    const { trace } = await ingest(aMail({ messageId: unique(), from: 'carol@unknown.example', subject: '' }));
    expect(await deployment.browse.ticket(trace.ticketNumber ?? '')).toMatchObject({ subject: '(no subject)', client: null });
    expect(await deployment.ingest().knownSender('carol@unknown.example', 'unknown.example')).toMatchObject({
      contact: null,
      client: null,
    });
  });

  test("of a client's domain makes its sender a contact of the client", async () => {
    await ingest(aMail({ messageId: unique(), from: 'Dora <dora@fabrikam.example>' }));
    expect(await deployment.ingest().knownSender('dora@fabrikam.example', 'fabrikam.example')).toMatchObject({
      contact: { name: 'Dora', client: { name: 'Fabrikam' } },
    });
  });
});

describe('copies and other mails', () => {
  test('a second copy is a duplicate, also in another mailbox and with other trace fields', async () => {
    const messageId = unique();
    const first = await ingest(aMail({ messageId }));
    const copy = await ingest(
      aMail({ messageId, headers: { Received: 'from elsewhere', 'Delivered-To': 'helpdesk@contoso.example' } }),
      'helpdesk',
    );
    expect(copy).toMatchObject({ trace: { outcome: 'duplicate', ticketNumber: first.trace.ticketNumber }, sends: [] });
    expect(await clientMessages(first.trace.ticketId)).toHaveLength(1);
  });

  test('a duplicate uses up no ticket number within a process', async () => {
    const deps = deployment.ingest();
    const messageId = unique();
    const first = await ingestMail(deps, arrived(aMail({ messageId })), 1);
    await ingestMail(deps, arrived(aMail({ messageId, headers: { Received: 'again' } })), 1);
    const next = await ingestMail(deps, arrived(aMail({ messageId: unique() })), 1);
    expect(Number(next.trace.ticketNumber?.slice(4))).toBe(Number(first.trace.ticketNumber?.slice(4)) + 1);
  });

  test('another mail under a used Message-ID is a ticket of its own; its copy is a duplicate of that', async () => {
    const messageId = unique();
    const first = await ingest(aMail({ messageId, text: 'one' }));
    const other = await ingest(aMail({ messageId, text: 'two' }));
    expect(other.trace).toMatchObject({ outcome: 'ticket' });
    expect(other.trace.ticketNumber).not.toBe(first.trace.ticketNumber);
    expect((await ingest(aMail({ messageId, text: 'two', headers: { Received: 'again' } }))).trace).toMatchObject({
      outcome: 'duplicate',
      ticketNumber: other.trace.ticketNumber,
    });
  });
});

describe('replies', () => {
  test('join by our Message-ID, by a quoted one, and by the number', async () => {
    const { messageId, number, confirmationId, ticketId } = await aConfirmedTicket();
    for (const shape of [{ inReplyTo: confirmationId }, { inReplyTo: messageId }, { subject: `AW: [ticket # ${number?.toLowerCase()}]` }]) {
      expect((await ingest(aMail({ messageId: unique(), ...shape }))).trace).toMatchObject({ outcome: 'reply', ticketNumber: number });
    }
    expect(await clientMessages(ticketId)).toHaveLength(4);
    expect(await deployment.browse.ticket(ticketId)).toMatchObject({ status: 'new' });
  });

  test('a stranger who quotes a number or a foreign Message-ID gets a ticket of their own, linked', async () => {
    const { messageId, number, ticketId } = await aConfirmedTicket();
    for (const shape of [{ inReplyTo: messageId }, { subject: `Re: [Ticket #${number}]` }]) {
      const { trace } = await ingest(aMail({ messageId: unique(), from: 'mallory@elsewhere.example', ...shape }));
      expect(trace).toMatchObject({ outcome: 'ticket' });
      expect(trace.checks).toContainEqual(expect.objectContaining({ verdict: remark('stays-out-no-participant', { number }) }));
      expect((await deployment.browse.ticket(trace.ticketNumber ?? ''))?.links).toMatchObject([{ number, relation: 'mentioned' }]);
    }
    expect(await clientMessages(ticketId)).toHaveLength(1);
  });

  test('a stranger who proves that they have our mail joins as a newcomer, brings nobody along and is not notified', async () => {
    const { confirmationId, number, ticketId } = await aConfirmedTicket();
    const { trace } = await ingest(
      aMail({ messageId: unique(), from: 'bob@partner.example', cc: 'eve@elsewhere.example', inReplyTo: confirmationId }),
    );
    expect(trace).toMatchObject({ outcome: 'reply', ticketNumber: number });
    expect((await deployment.browse.ticket(ticketId))?.participants).toMatchObject([
      { role: 'requester' },
      { role: 'newcomer', notify: false },
    ]);
  });

  test('our signed Message-ID is the proof of having our mail: its signature stands in no check and in no log', async () => {
    const { confirmationId, from } = await aConfirmedTicket();
    const signature = /([0-9a-z]{20})@/.exec(confirmationId)?.[1] ?? 'none';
    const reply = await ingest(aMail({ from, messageId: unique(), inReplyTo: confirmationId }));
    const back = await ingest(aMail({ from: 'support@contoso.example', messageId: confirmationId }));
    const { trace, sends } = await ingest(aMail({ messageId: unique() }));
    const logged = await Promise.all(sends.map((ref) => sendNotification(deployment.sending(), ref)));
    expect(logged).toMatchObject([{ kind: 'sent', detail: `in ticket ${trace.ticketNumber}` }]);
    expect(JSON.stringify([reply.trace.checks, back.trace.checks, logged])).not.toContain(signature);
  });

  test('a reply that overtakes its parent opens the ticket that the parent joins; one confirmation', async () => {
    const parentId = unique();
    const child = await ingest(aMail({ messageId: unique(), inReplyTo: parentId, references: [parentId], text: 'second' }));
    const parent = await ingest(aMail({ messageId: parentId, text: 'first' }));
    expect(parent.trace).toMatchObject({ outcome: 'reply', ticketNumber: child.trace.ticketNumber });
    expect([...child.sends, ...parent.sends]).toHaveLength(1);
    expect((await ingest(aMail({ messageId: parentId, text: 'first', headers: { Received: 'again' } }))).trace.outcome).toBe('duplicate');
  });

  test("somebody else's parent does not fall into the ticket of a stranger who guessed its Message-ID", async () => {
    const parentId = unique();
    const squatter = await ingest(
      aMail({ messageId: unique(), from: 'mallory@elsewhere.example', to: 'support@contoso.example', inReplyTo: parentId }),
    );
    const parent = await ingest(aMail({ messageId: parentId }));
    expect(parent.trace.outcome).toBe('ticket');
    expect(parent.trace.ticketNumber).not.toBe(squatter.trace.ticketNumber);
  });

  test('twenty replies at once to one ticket are all in it', async () => {
    const { messageId, ticketId } = await aConfirmedTicket();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        ingestUntilDone(arrived(aMail({ messageId: unique(), inReplyTo: messageId, text: `reply ${index}` }))),
      ),
    );
    expect(results.every(({ trace }) => trace.outcome === 'reply')).toBe(true);
    expect(await clientMessages(ticketId)).toHaveLength(21);
  });
});

/** As the queue does it: a delivery that throws is delivered again. */
async function ingestUntilDone(ref: MailRef) {
  for (let delivery = 1; ; delivery += 1) {
    try {
      return await ingestMail(deployment.ingest(), ref, delivery);
    } catch (error) {
      if (delivery === 10) throw error;
    }
  }
}

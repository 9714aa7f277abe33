import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inWords } from '../../shared/domain/words/in-words.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { ada, aTechnician } from '../support/a-technician.ts';
import { alice, type TicketOfAda, techniciansMail, twoTechnicians } from '../support/technicians-mail.ts';

/** Technicians answer from their own mail programs: each mail, and what becomes of it. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  await twoTechnicians(deployment);
});
afterAll(() => deployment.stop());

const flow = aMailFlow(() => deployment);
const { ingest, send, arrived } = flow;
const { aTicketOfAda, answering, sendLater, rowsOf, patch, leftWith, leftTo, said, messageOf } = techniciansMail(() => deployment, flow);
type Ticket = TicketOfAda;

describe('what answers a notice that the client has written', () => {
  test('is a reply: it goes out from the mailbox, once, with the signature, after the undo time', async () => {
    const ticket = await aTicketOfAda();
    const { trace, sends } = await ingest(answering(ticket));
    expect(trace).toMatchObject({ outcome: 'reply', ticketId: ticket.ticketId });
    expect(said(trace)).toEqual(['sent on to the client as a reply of ada@contoso.example']);
    expect(await messageOf(ticket.ticketId)).toMatchObject({
      ...{ kind: 'reply', visibility: 'public', by: ada.address, outbox: { state: 'waiting' } },
      ...{ text: 'There is paper in the cupboard.', from: { address: 'support@contoso.example', name: 'Ada Lovelace' } },
    });
    await send(sends);
    expect(leftTo(alice, ticket.number)).toHaveLength(1);
    expect(await deployment.browse.ticket(ticket.ticketId)).toMatchObject({ status: 'new' });

    await sendLater(sends);
    await sendLater(sends);
    const [mail, ...more] = leftTo(alice, ticket.number).slice(1);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      inReplyTo: ticket.secondId,
      text: expect.stringMatching(/There is paper in the cupboard\.[\s\S]*-- \nAda Lovelace[\s\S]*> Still out of paper\./),
    });
    expect(JSON.stringify(mail)).not.toContain(ada.address);
    expect(await deployment.browse.ticket(ticket.ticketId)).toMatchObject({ status: 'open', assignee: ada.address });
    expect(leftTo(ada.address ?? '', ticket.number)).toHaveLength(1);
  });

  test('can be taken back as any reply', async () => {
    const ticket = await aTicketOfAda();
    const { sends } = await ingest(answering(ticket, { text: 'Too fast.' }));
    const message = await messageOf(ticket.ticketId);
    await aTechnician(() => deployment).undo(ticket.ticketId, message?.id ?? '');
    await sendLater(sends);
    expect(leftWith('Too fast.')).toEqual([]);
  });

  test('carries its files and the pictures in it, without those of the signature', async () => {
    const ticket = await aTicketOfAda();
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    const html =
      '<div>Look here: <img src="cid:shelf"></div><div>-- <br>Ada<br><img src="cid:logo"></div><blockquote type="cite">Still out of paper.</blockquote>';
    const attachments = [
      { name: 'shelf.png', type: 'image/png', content: png, disposition: 'inline' as const, contentId: 'shelf' },
      { name: 'logo.png', type: 'image/png', content: Buffer.concat([png, png]), disposition: 'inline' as const, contentId: 'logo' },
      { name: 'steps.txt', type: 'text/plain', content: 'First, open it.' },
    ];
    const { sends } = await ingest(answering(ticket, { text: 'Look here:\n\n-- \nAda\n\n> Still out of paper.\n', html, attachments }));
    await sendLater(sends);
    const [mail] = leftTo(alice, ticket.number).slice(1);
    const names = mail?.attachments?.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['shelf.png', 'steps.txt']));
    expect(names).not.toContain('logo.png');
    expect(mail?.html).toMatch(/<img[^>]*src="cid:[^"]*@psa"/);
  });

  test('goes to all who take part and are notified, not to strangers in its Cc, who are named', async () => {
    const ticket = await aTicketOfAda();
    const { resource } = await deployment.tickets.item('ticket', ticket.ticketId).read();
    const carol = { address: 'carol@fabrikam.example', name: null, role: 'cc', notify: true };
    await patch(ticket.ticketId, [
      'participants',
      [...resource.participants, carol, { ...carol, address: 'dan@fabrikam.example', notify: false }],
    ]);
    const { trace, sends } = await ingest(answering(ticket, { cc: 'support@contoso.example, eve@evil.example, bob@contoso.example' }));
    await sendLater(sends);
    const replies = (await rowsOf(ticket.ticketId)).filter(({ kind }) => kind === 'technician-replied');
    expect(replies.map(({ to }) => to.address).toSorted()).toEqual([alice, 'carol@fabrikam.example']);
    expect(replies.every(({ status }) => status === 'sent')).toBe(true);
    expect(sends).toHaveLength(1);
    expect(leftWith('eve@')).toEqual([]);
    const named = expect.stringMatching(/eve@evil\.example, who do not take part/);
    expect(said(trace)).toEqual(expect.arrayContaining([named]));
    expect((await messageOf(ticket.ticketId))?.defects.map((defect) => inWords(defect))).toEqual([named]);
  });

  test('does not go again to whom the technician wrote themselves', async () => {
    const ticket = await aTicketOfAda();
    const { trace, sends } = await ingest(answering(ticket, { to: `Alice <${alice}>`, cc: 'support@contoso.example', text: 'Directly.' }));
    expect(sends).toEqual([]);
    expect(said(trace)).toEqual([expect.stringContaining('have already')]);
    expect(await messageOf(ticket.ticketId)).toMatchObject({ kind: 'reply', outbox: null, text: 'Directly.' });
    expect(await deployment.browse.ticket(ticket.ticketId)).toMatchObject({ status: 'open' });
    expect(leftWith('Directly.')).toEqual([]);
  });

  test.each([
    [
      'their answer to the client in the house',
      (ticket: Ticket) => ({ inReplyTo: ticket.secondId, references: [ticket.messageId, ticket.secondId] }),
    ],
    ['a copy of the confirmation', (ticket: Ticket) => ({ inReplyTo: ticket.confirmationId, references: [ticket.confirmationId] })],
    [
      'from a technician who is a contact of a client too',
      async (ticket: Ticket) => {
        const contact = {
          type: 'contact',
          address: ada.address,
          name: 'Ada',
          client: null,
          deliverability: null,
          language: null,
          writesIn: null,
        };
        await deployment.contactItems.items.upsert({ ...contact, id: 'contact', key: ada.address, createdAt: new Date().toISOString() });
        return { inReplyTo: ticket.notice };
      },
    ],
  ])('is a reply: %s', async (_, shape) => {
    const ticket = await aTicketOfAda();
    const { trace, sends } = await ingest(answering(ticket, { ...(await shape(ticket)) }));
    expect(said(trace)).toEqual(['sent on to the client as a reply of ada@contoso.example']);
    await sendLater(sends);
    expect(leftTo(alice, ticket.number)).toHaveLength(2);
  });
});

describe('delivered again, or after a crash', () => {
  test('is one message, and one mail each', async () => {
    const ticket = await aTicketOfAda();
    const ref = arrived(answering(ticket));
    const first = await ingestMail(deployment.ingest(), ref, 1);
    const again = await ingestMail(deployment.ingest(), ref, 2);
    const copy = await ingestMail(deployment.ingest(), { ...arrived(deployment.mails.get(ref.remoteId) ?? Buffer.of()) }, 1);
    expect(copy.trace.outcome).toBe('duplicate');
    await sendLater([...first.sends, ...again.sends, ...again.sends, ...copy.sends]);
    expect((await deployment.browse.messages(ticket.ticketId)).filter(({ kind }) => kind === 'reply')).toHaveLength(1);
    expect(leftTo(alice, ticket.number)).toHaveLength(2);
  });

  test('when the process dies right after it was written, the mail goes by what is queued again', async () => {
    const ticket = await aTicketOfAda();
    const ref = arrived(answering(ticket));
    const deps = deployment.ingest();
    const dying = {
      ...deps,
      commit: async (...change: Parameters<typeof deps.commit>) => {
        await deps.commit(...change);
        throw new Error('died');
      },
    };
    await expect(ingestMail(dying, ref, 1)).rejects.toThrow('died');
    const { sends } = await ingestMail(deployment.ingest(), ref, 2);
    await sendLater(sends);
    expect(leftTo(alice, ticket.number)).toHaveLength(2);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NoteRequest } from '../../shared/api/conversation.ts';
import { isInternalId, replyAddressFor } from '../../shared/domain/thread/signed-ids.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { writeNote } from '../../shared/workflows/write-note.ts';
import { aDeployment, type Deployment, keys } from '../support/a-deployment.ts';
import type { MailShape } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { ada, bob } from '../support/a-technician.ts';
import { aTicketDesk } from '../support/a-ticket-desk.ts';
import { alice, type TicketOfAda, techniciansMail, twoTechnicians } from '../support/technicians-mail.ts';

/** Mails of technicians that are not for the client, or can't go to one. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  await twoTechnicians(deployment);
});
afterAll(() => deployment.stop());

const flow = aMailFlow(() => deployment);
const { ingest, unique } = flow;
const { aTicketOfAda, answering, sendLater, rowsOf, patch, leftWith, leftTo, said, messageOf } = techniciansMail(() => deployment, flow);
const adas = ada.address ?? '';
const canary = 'Never tell them';

/** What becomes of a mail of Ada in her ticket, and what left for it. */
async function becomes(ticket: TicketOfAda, shape: MailShape) {
  const before = deployment.sent.size;
  const { trace, sends } = await ingest(answering(ticket, shape));
  await sendLater(sends);
  return { trace, message: await messageOf(ticket.ticketId), left: [...deployment.sent.values()].slice(before) };
}

/** Bob is named by a note of Ada: the Message-ID of the notice to him. */
async function aNoteToBob(ticketId: string, number: string) {
  const before = deployment.putOff.length;
  await writeNote(deployment.replying(), ada, ticketId, NoteRequest.parse({ text: `${canary}, @bob@contoso.example` }), null);
  await sendLater(deployment.putOff.slice(before).map(({ ref }) => ref));
  return leftTo(bob.address ?? '', number).at(-1)?.messageId ?? '';
}

describe('what answers a note', () => {
  test('is a note, which names others, and leaves to nobody outside', async () => {
    const ticket = await aTicketOfAda();
    const notice = await aNoteToBob(ticket.ticketId, ticket.number);
    expect(isInternalId(notice, keys)).toBe(true);
    const text = `${canary}: @ada@contoso.example is right.\n\nOn Monday Contoso Support wrote:\n> ${canary}, @bob@contoso.example\n`;
    const { trace, message, left } = await becomes(ticket, { from: 'bob@contoso.example', inReplyTo: notice, references: [notice], text });
    expect(said(trace)).toEqual(['kept as a note of bob@contoso.example: it answers what only technicians got']);
    expect(message).toMatchObject({
      kind: 'note',
      visibility: 'internal',
      by: bob.address,
      text: `${canary}: @ada@contoso.example is right.`,
    });
    expect(left.map(({ to }) => to.address)).toEqual([adas]);
    expect(await deployment.browse.ticket(ticket.ticketId)).toMatchObject({ status: 'new' });
  });

  test('nothing that answers one leaves, whatever else it quotes and whoever it goes to', async () => {
    const ticket = await aTicketOfAda();
    const note = await aNoteToBob(ticket.ticketId, ticket.number);
    const bobs = unique();
    const answersOf: MailShape[] = [
      { inReplyTo: note, references: [ticket.messageId, ticket.secondId, note] },
      { inReplyTo: ticket.secondId, references: [note, ticket.secondId] },
      { inReplyTo: ticket.notice, references: [note, ticket.notice] },
      { inReplyTo: note, references: [...ticket.references, note], cc: `support@contoso.example, ${alice}` },
      { inReplyTo: note.toUpperCase(), references: [ticket.confirmationId] },
      { messageId: bobs, inReplyTo: note, references: [note] },
      // an answer to Bob's own mail, which is a note
      { inReplyTo: bobs, references: [ticket.secondId, bobs] },
    ];
    for (const shape of answersOf) {
      const { trace, message } = await becomes(ticket, { ...shape, from: 'bob@contoso.example', text: `${canary} (${unique()})` });
      expect(trace.outcome).toBe('reply');
      expect(message).toMatchObject({ kind: 'note', visibility: 'internal' });
    }
    const outside = leftWith(canary).filter(({ to }) => !to.address.endsWith('@contoso.example'));
    expect(outside).toEqual([]);
    expect(leftTo(alice, ticket.number)).toHaveLength(1);
  });
});

describe('in doubt it is a note, and who wrote it is told', () => {
  const cases: [string, string, (ticket: TicketOfAda) => MailShape][] = [
    ['names the ticket in its subject alone', 'which message it answers', () => ({ inReplyTo: undefined, references: undefined })],
    ['quotes the ticket’s own id alone', 'which message it answers', ({ references }) => ({ inReplyTo: undefined, references })],
    [
      'goes to the address for replies alone',
      'which message it answers',
      ({ ticketId }) => ({
        ...{ inReplyTo: undefined, references: undefined, subject: 'Paper' },
        to: replyAddressFor(ticketId, 'support@contoso.example', keys),
      }),
    ],
    ['answers a mail that we do not know', 'which message it answers', ({ notice }) => ({ inReplyTo: unique(), references: [notice] })],
    ['has a file that is blocked', 'setup.exe', () => ({ attachments: [{ name: 'setup.exe', content: 'MZ' }] })],
    [
      'quotes a notice that nothing marks as quoted',
      'for the team alone',
      () => ({
        text: 'Yes.\nInternal notice: nobody outside\nthe team gets it.\nWell.',
      }),
    ],
  ];
  test.each(cases)('a mail that %s', async (_, why, shape) => {
    const ticket = await aTicketOfAda();
    const { trace, message, left } = await becomes(ticket, { text: 'In doubt.', ...shape(ticket) });
    expect(trace).toMatchObject({ outcome: 'reply', ticketId: ticket.ticketId });
    expect(said(trace)).toEqual([expect.stringContaining('not sent on, but kept as a note of ada@contoso.example, who is told')]);
    expect(message).toMatchObject({ kind: 'note', visibility: 'internal', by: adas });
    expect(left).toMatchObject([
      { to: { address: adas }, text: expect.stringContaining(why), headers: { 'Auto-Submitted': 'auto-generated' } },
    ]);
    expect(leftTo(alice, ticket.number)).toHaveLength(1);
  });

  test('a mail in a ticket that is closed for long, which stays closed', async () => {
    const ticket = await aTicketOfAda();
    const closedAt = new Date(Date.now() - 400 * 86_400_000).toISOString();
    await patch(ticket.ticketId, ['status', 'closed'], ['closedAt', closedAt]);
    const { message, left } = await becomes(ticket, {});
    expect(message).toMatchObject({ kind: 'note' });
    expect(left).toMatchObject([{ to: { address: adas }, text: expect.stringContaining('closed too long ago') }]);
    expect(await deployment.browse.ticket(ticket.ticketId)).toMatchObject({ status: 'closed', closedAt });
  });

  test('a mail that answers in a ticket which was merged: the client of the other gets nothing', async () => {
    const [ticket, other] = [await aTicketOfAda(), await aTicketOfAda('dora@adatum.example')];
    await aTicketDesk(() => deployment).merge(ticket.ticketId, other.ticketId);
    const { trace, left } = await becomes(ticket, {});
    expect(trace.ticketId).toBe(other.ticketId);
    expect(await messageOf(other.ticketId)).toMatchObject({ kind: 'note' });
    expect(left).toMatchObject([{ to: { address: adas }, text: expect.stringContaining('merged') }]);
  });

  test('a mail in a ticket in which nobody can be written to', async () => {
    const ticket = await aTicketOfAda();
    await patch(ticket.ticketId, ['participants', [{ address: alice, name: null, role: 'requester', notify: false }]]);
    const { message, left } = await becomes(ticket, {});
    expect(message).toMatchObject({ kind: 'note' });
    expect(left).toMatchObject([{ to: { address: adas }, text: expect.stringContaining('nobody in the ticket') }]);
  });
});

test.each([
  ['a quotation', { text: 'On Monday Contoso Support wrote:\n> Still out of paper.\n' }],
  ['a signature and a quotation', { text: '\n-- \nAda\n\n> Still out of paper.\n' }],
  ['a quotation in HTML', { text: 'Still out of paper.', html: '<div><br></div><blockquote type="cite">Still out of paper.</blockquote>' }],
  ['nothing', { text: '\n' }],
])('of a mail with nothing but %s there is no message, and who wrote it is told', async (_, shape) => {
  const ticket = await aTicketOfAda();
  const before = (await deployment.browse.messages(ticket.ticketId)).length;
  const { trace, left } = await becomes(ticket, shape);
  expect(trace).toMatchObject({ outcome: 'suppressed', ticketId: ticket.ticketId });
  expect(await deployment.browse.messages(ticket.ticketId)).toHaveLength(before);
  expect(left).toMatchObject([{ to: { address: adas }, text: expect.stringContaining('nothing in it') }]);
});

test('what a technician is told of too often is held', async () => {
  const path = '/noticeLimits/perTechnician';
  await deployment.settings.item('policy', 'policy').patch([{ op: 'set', path, value: { notices: 1, minutes: 60 } }]);
  const ticket = await aTicketOfAda();
  // one process, which counts
  const deps = deployment.ingest();
  for (const text of ['One.', 'Two.', 'Three.'])
    await ingestMail(deps, flow.arrived(answering(ticket, { inReplyTo: undefined, references: undefined, text })), 1);
  await deployment.settings.item('policy', 'policy').patch([{ op: 'set', path, value: { notices: 1000, minutes: 60 } }]);
  const told = (await rowsOf(ticket.ticketId)).filter(({ kind }) => kind === 'mail-not-sent-on');
  expect(told.map(({ status }) => status)).toEqual(['waiting', 'held']);
  expect((await deployment.browse.messages(ticket.ticketId)).filter(({ kind }) => kind === 'note')).toHaveLength(3);
});

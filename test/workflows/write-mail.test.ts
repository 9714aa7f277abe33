import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MailRequest } from '../../shared/api/conversation.ts';
import { isForGuest } from '../../shared/domain/guest/is-for-guest.ts';
import { keepUpload } from '../../shared/workflows/keep-upload.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { undoReply } from '../../shared/workflows/undo-reply.ts';
import { writeMail } from '../../shared/workflows/write-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { ada, aTechnician } from '../support/a-technician.ts';

/** Technicians' mails to somebody outside the conversation, and what answers them. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const vendor = 'vera@vendor.example';
const { ingest, unique, aConfirmedTicket, sentFor } = aMailFlow(() => deployment);
const { reply, undo } = aTechnician(() => deployment);
const later = () => ({ ...deployment.sending(), now: () => new Date(Date.now() + 11_000) });
const leftTo = (address: string, words: string) =>
  [...deployment.sent.values()].filter(({ to, text }) => to.address === address && text.includes(words));

async function mail(ticketId: string, request: object) {
  const before = deployment.putOff.length;
  const message = await writeMail(deployment.replying(), ada, ticketId, MailRequest.parse({ to: [vendor], ...request }), null);
  return { message, queued: deployment.putOff.slice(before) };
}

async function sent(queued: { ref: Parameters<typeof sendNotification>[1] }[]) {
  for (const { ref } of queued) expect(await sendNotification(later(), ref)).toMatchObject({ kind: 'sent' });
}

describe('a mail to somebody outside the conversation', () => {
  test('goes to them alone, with the number, and changes nothing for the client', async () => {
    const { ticketId, number, messageId } = await aConfirmedTicket();
    const { message, queued } = await mail(ticketId, { text: `Do you have toner? ${ticketId}`, subject: 'Toner' });
    expect(message).toMatchObject({ kind: 'mail', visibility: 'internal', deliveries: [{ to: vendor, state: 'waiting' }] });
    expect(Date.parse(message.sendsAt ?? '')).toBeGreaterThan(Date.now());
    await sent(queued);
    const [left, ...others] = leftTo(vendor, ticketId);
    expect(others).toEqual([]);
    expect(left).toMatchObject({ subject: `[Ticket #${number}] Toner`, inReplyTo: null, replyTo: { address: 'support@contoso.example' } });
    expect(JSON.stringify(left)).not.toContain(messageId);
    expect(await deployment.browse.ticket(ticketId)).toMatchObject({ status: 'new' });
  });

  test('is taken back by its own address alone, and then never leaves', async () => {
    const { ticketId } = await aConfirmedTicket();
    const { message, queued } = await mail(ticketId, { text: `A slip ${ticketId}`, cc: ['victor@vendor.example'] });
    await expect(undo(ticketId, message.id)).rejects.toMatchObject({ status: 404 });
    await undoReply(deployment.replying(), ada, ticketId, message.id, 'mail');
    for (const { ref } of queued) expect(await sendNotification(later(), ref)).toMatchObject({ kind: 'nothing-owed' });
    expect((await deployment.store().mailsOf(ticketId, [message.id])).map(({ status }) => status)).toEqual(['undone', 'undone']);
    expect(leftTo(vendor, `A slip ${ticketId}`)).toEqual([]);
  });

  test('and its answer are never seen by the client: in no mail, behind no link', async () => {
    const { ticketId, number, from } = await aConfirmedTicket();
    await sent((await mail(ticketId, { text: `canary out ${ticketId}` })).queued);
    const [left] = leftTo(vendor, `canary out ${ticketId}`);
    const answer = aMail({
      ...{ from: vendor, messageId: unique(), inReplyTo: left?.messageId ?? '', cc: 'carl@vendor.example' },
      text: `canary back ${ticketId}`,
    });
    expect((await ingest(answer)).trace).toMatchObject({ ticketNumber: number, outcome: 'reply' });
    // a program that kept the ticket's own id alone is known by that
    const reference = left?.references.at(-1) ?? '';
    await ingest(aMail({ from: vendor, messageId: unique(), inReplyTo: reference, text: `canary again ${ticketId}` }));

    const internal = (await deployment.browse.messages(ticketId)).filter(({ text }) => text.includes('canary'));
    expect(internal.map(({ kind, visibility }) => [kind, visibility])).toEqual([
      ['mail', 'internal'],
      ['client', 'internal'],
      ['client', 'internal'],
    ]);
    for (const message of internal) for (const address of [from, vendor]) expect(isForGuest(message, address)).toBe(false);
    const ticket = await deployment.browse.ticket(ticketId);
    expect(ticket?.participants.map(({ address }) => address).filter((address) => address.endsWith('vendor.example'))).toEqual([]);

    const seen = await reply(ticketId, { text: `All is well ${ticketId}` });
    await sent(seen.queued);
    const toClient = sentFor(number).filter(({ to }) => to.address === from);
    expect(toClient.length).toBeGreaterThan(1);
    expect(JSON.stringify(toClient)).not.toMatch(/canary|vendor\.example/);
    expect(seen.message.to).toEqual([expect.objectContaining({ address: from })]);
  });

  test('an id that only looks like ours hides nothing', async () => {
    const { ticketId, confirmationId, from } = await aConfirmedTicket();
    const forged = `<${ticketId}.i${'a'.repeat(25)}.${'a'.repeat(20)}@contoso.example>`;
    const raw = aMail({ from, messageId: unique(), inReplyTo: confirmationId, references: [forged, confirmationId], text: 'Plain.' });
    await ingest(raw);
    const [, second] = await deployment.browse.messages(ticketId);
    expect(second).toMatchObject({ kind: 'client', visibility: 'public' });
  });

  test('carries a message of the ticket with its files, and never what is for technicians alone', async () => {
    const { ticketId, from } = await aConfirmedTicket();
    const deps = {
      now: () => new Date(),
      policy: async () => (await deployment.adminSettings()()).policy(),
      keepUpload: deployment.files.keepUpload,
    };
    const ids: string[] = [];
    for (const name of ['one.txt', 'two.txt', 'three.txt'])
      ids.push((await keepUpload(deps, ada, name, Buffer.from(`${name} ${ticketId}`))).id);
    const ours = await reply(ticketId, { text: `See the files ${ticketId}`, attachments: ids });
    await expect(mail(ticketId, { text: 'x', forward: { messageId: ours.message.id } })).rejects.toMatchObject({ status: 422 });
    await sent(ours.queued);
    await sent((await mail(ticketId, { text: 'Please look.', forward: { messageId: ours.message.id } })).queued);
    const [left] = leftTo(vendor, `See the files ${ticketId}`);
    expect(left?.text).toMatch(
      /Please look\.[\s\S]*Forwarded message[\s\S]*From: .*support@contoso[\s\S]*Date: [\s\S]*Subject: [\s\S]*To: .*fabrikam/,
    );
    expect(left?.attachments.map(({ name }) => name)).toEqual(['one.txt', 'two.txt', 'three.txt']);
    expect(JSON.stringify(left)).not.toContain(ada.address);
    expect(left?.text).toContain(from);

    const secret = (await mail(ticketId, { text: 'to one vendor' })).message.id;
    for (const messageId of [secret, 'm-none'])
      await expect(mail(ticketId, { text: 'x', forward: { messageId } })).rejects.toMatchObject({
        status: 422,
        message: expect.stringContaining('forward.messageId'),
      });
    expect(MailRequest.safeParse({ to: [vendor], text: 'x', forward: { messageId: '../../policy' } }).success).toBe(false);
    await expect(mail(ticketId, { text: 'x', to: ['support@contoso.example'] })).rejects.toMatchObject({ status: 422 });
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NotificationRef } from '../../shared/domain/queue-items.ts';
import { keepUpload } from '../../shared/workflows/keep-upload.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { ada, aTechnician, bob } from '../support/a-technician.ts';

/** Technicians' replies, from their writing to the channel, on the app's own store. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { ingest, unique, aConfirmedTicket } = aMailFlow(() => deployment);
const { reply } = aTechnician(() => deployment);

/** What sending reads and writes once undoing is over. */
const later = (ms = 11_000) => ({ ...deployment.sending(), now: () => new Date(Date.now() + ms) });
const ticket = async (ticketId: string) => deployment.browse.ticket(ticketId);
const mailsOf = (ticketId: string, id: string) => deployment.store().mailsOf(ticketId, [id]);
/** The mails that left with these words, each by how often the channel took it over. */
const leftWith = (words: string) => [...deployment.sent.values()].filter(({ text }) => text.includes(words));
const kinds = async (ticketId: string) => (await deployment.browse.history(ticketId)).map(({ kind }) => kind);
const refOf = (queued: { ref: NotificationRef }[]) => {
  const [first] = queued;
  if (!first) throw new Error('nothing was queued');
  return first.ref;
};

describe('a reply', () => {
  test('is queued for when it can no longer be taken back, and is sent then', async () => {
    const { ticketId, messageId, number } = await aConfirmedTicket();
    const { message, queued } = await reply(ticketId, { text: 'There is paper in the cupboard.', status: 'pending' });
    expect(queued).toMatchObject([{ ref: { ticketId, messageItemId: message.id }, afterMs: expect.closeTo(10_000, -3) }]);
    expect(message).toMatchObject({ kind: 'reply', deliveries: [{ to: 'alice@fabrikam.example', state: 'waiting', reason: null }] });
    expect(Date.parse(message.sendsAt ?? '')).toBeGreaterThan(Date.now());

    // too early by our clock: queued once more, and the ticket is as it was
    expect(await sendNotification(deployment.sending(), refOf(queued))).toMatchObject({ kind: 'nothing-owed' });
    expect(await ticket(ticketId)).toMatchObject({ status: 'new' });

    expect(await sendNotification(later(), refOf(queued))).toMatchObject({ kind: 'sent' });
    expect(await ticket(ticketId)).toMatchObject({ status: 'pending' });
    expect(await kinds(ticketId)).toEqual(expect.arrayContaining(['opened', 'replied', 'status']));
    const [mail, ...others] = leftWith('There is paper in the cupboard.');
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      to: { address: 'alice@fabrikam.example' },
      subject: expect.stringContaining(`[Ticket #${number}]`),
      inReplyTo: messageId,
      references: expect.arrayContaining([messageId]),
      text: expect.stringMatching(/There is paper in the cupboard\.[\s\S]*-- \n[\s\S]*> /),
    });
    expect(Object.keys(mail?.headers ?? {})).not.toContain('Auto-Submitted');
    expect(await mailsOf(ticketId, message.id)).toMatchObject([{ status: 'sent', messageId: mail?.messageId }]);
  });

  test('with three recipients makes one mail for each, sent by one execution, and nobody sees who got it by Bcc', async () => {
    const { ticketId } = await aConfirmedTicket();
    const words = `To three ${ticketId}`;
    const bcc = ['boss@fabrikam.example'];
    const { queued } = await reply(ticketId, { text: words, cc: ['carol@fabrikam.example'], bcc });
    expect(queued).toHaveLength(1);
    await sendNotification(later(), refOf(queued));
    const mails = leftWith(words);
    expect(mails.map(({ to }) => to.address).toSorted()).toEqual([
      'alice@fabrikam.example',
      'boss@fabrikam.example',
      'carol@fabrikam.example',
    ]);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(3);
    for (const mail of mails) {
      const { to, ...rest } = mail;
      expect(JSON.stringify(rest)).not.toContain('boss@');
      expect(rest.text.includes('carol@fabrikam.example')).toBe(to.address !== 'carol@fabrikam.example');
    }
  });

  test('takes its files along, the same for each who gets it', async () => {
    const { ticketId } = await aConfirmedTicket();
    const words = `With a file ${ticketId}`;
    const { policy, keepUpload: keep } = {
      policy: async () => (await deployment.adminSettings()()).policy(),
      keepUpload: deployment.files.keepUpload,
    };
    const deps = { now: () => new Date(), policy, keepUpload: keep };
    const upload = await keepUpload(deps, ada, 'steps.txt', Buffer.from('1. Press the button.\n'));
    expect(upload).toMatchObject({ name: 'steps.txt', size: 21, type: 'text/plain' });
    await expect(keepUpload(deps, ada, 'virus.exe', Buffer.from('MZ'))).rejects.toMatchObject({ status: 422 });
    await expect(aTechnician(() => deployment, bob).reply(ticketId, { attachments: [upload.id] })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('attachments[0]'),
    });
    await expect(reply(ticketId, { attachments: ['../raw-mail/x'] })).rejects.toMatchObject({ status: 422 });
    const { queued, message } = await reply(ticketId, { text: words, attachments: [upload.id], cc: ['carol@fabrikam.example'] });
    expect(message.attachments).toMatchObject([{ name: 'steps.txt', url: expect.stringContaining(ticketId) }]);
    await sendNotification(later(), refOf(queued));
    for (const { attachments } of leftWith(words))
      expect(attachments).toMatchObject([{ name: 'steps.txt', bytes: Buffer.from('1. Press the button.\n') }]);
  });

  test('with the same Idempotency-Key is written once', async () => {
    const { ticketId } = await aConfirmedTicket();
    const one = await reply(ticketId, { text: 'Once.' }, 'key-1');
    const again = await reply(ticketId, { text: 'Once.' }, 'key-1');
    expect(again.message.id).toBe(one.message.id);
    expect((await reply(ticketId, { text: 'Once.' }, 'key-2')).message.id).not.toBe(one.message.id);
    // the second would be lost, and its writer told that it was written
    await expect(reply(ticketId, { text: 'Something else.' }, 'key-1')).rejects.toMatchObject({
      status: 422,
      message: expect.stringMatching(/^idempotency-key: /),
    });
  });

  test('is not sent before its writer has read what the client wrote meanwhile', async () => {
    const { ticketId, messageId, from } = await aConfirmedTicket();
    const [first] = await deployment.browse.messages(ticketId);
    await ingest(aMail({ from, messageId: unique(), inReplyTo: messageId, text: 'It works again.' }));
    const stale = reply(ticketId, { seen: first?.id });
    await expect(stale).rejects.toMatchObject({
      status: 409,
      newer: [{ from: { address: from }, text: expect.stringContaining('It works again.') }],
    });
    expect((await reply(ticketId, { seen: first?.id, sendAnyway: true })).message.kind).toBe('reply');
  });
});

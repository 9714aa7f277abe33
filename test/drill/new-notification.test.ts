import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseMail } from '../../shared/domain/mail/parse-mail.ts';
import { type Notification, owedNotification } from '../../shared/domain/notifications/notification.ts';
import type { NotificationKinds } from '../../shared/domain/notifications/notification-kind.ts';
import { notificationKinds } from '../../shared/domain/notifications/notification-kinds.ts';
import { notificationRef } from '../../shared/domain/queue-items.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aMimeSender } from '../support/a-mime-sender.ts';
import { ticketClosed } from './ticket-closed.ts';

/**
 * What a new kind of notification takes: ticket-closed.ts and a row. It is stored, sent, and
 * answered with the workflows that are there.
 */
const kinds: NotificationKinds = new Map([...notificationKinds, ['ticket-archived', ticketClosed]]);

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, ingest, aConfirmedTicket, clientMessages } = aMailFlow(() => deployment);
const channel = aMimeSender();
beforeEach(() => channel.outbox.clear());
const now = new Date();
const sending = () => ({ ...deployment.sending(), now: () => now, send: channel.send });
const mailsThatLeft = () => [...channel.outbox.values()].map(parseMail);

/** As a plan that closes a ticket would owe it; it answers no mail, and stands in the thread. */
async function aClosedTicket(data: Notification['data']) {
  const { ticketId, number, messageId } = await aConfirmedTicket();
  const to = { address: 'alice@fabrikam.example', name: 'Alice Ames' };
  const owed = { ticketId, kind: 'ticket-archived', cause: now.toISOString(), data, to, quotesMail: true };
  const notification = owedNotification({ ...owed, mailId: null, inReplyTo: messageId, references: [messageId] }, now);
  await deployment.store().commit({ ticketId, version: null, replace: null, create: [notification], patch: [] });
  const ref = notificationRef({ ticketId, notificationId: notification.id });
  return { ref, number, messageId, state: async () => (await deployment.store().owed(ref))?.notification };
}

describe('a new kind of notification', () => {
  test('leaves once, in the thread, with the number in its subject, as written by a program', async () => {
    const { ref, number, messageId, state } = await aClosedTicket({ resolution: 'a new toner <black>' });
    expect(await sendNotification(sending(), ref, kinds)).toMatchObject({ kind: 'sent' });
    expect(await sendNotification(sending(), ref, kinds)).toMatchObject({ kind: 'nothing-owed' });
    const [mail, ...others] = mailsThatLeft();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      from: { address: 'donotreply@contoso.example' },
      to: [{ address: 'alice@fabrikam.example', name: 'Alice Ames' }],
      subject: expect.stringMatching(new RegExp(`^\\[Ticket #${number}\\] Closed: `)),
      text: expect.stringContaining(
        `We have closed ticket ${number}: a new toner <black>\n\nhttps://psa.contoso.example/tickets/${number}`,
      ),
      html: `<p>We have closed ticket ${number}: a new toner &lt;black&gt;</p>`,
      inReplyTo: [messageId],
      references: expect.arrayContaining([messageId]),
    });
    expect(mail?.headers).toContainEqual({ name: 'auto-submitted', value: 'auto-generated' });
    expect(await state()).toMatchObject({ status: 'sent', messageId: mail?.messageId, data: { resolution: 'a new toner <black>' } });
  });

  test('is answered into its ticket', async () => {
    const { ref } = await aClosedTicket({ resolution: 'a new toner' });
    await sendNotification(sending(), ref, kinds);
    const [mail] = mailsThatLeft();
    const reply = aMail({ subject: 'still no paper', messageId: unique(), inReplyTo: mail?.messageId });
    expect((await ingest(reply)).trace).toMatchObject({ outcome: 'reply', ticketId: ref.ticketId });
    expect(await clientMessages(ref.ticketId)).toHaveLength(2);
  });

  test('waits while its channel is busy', async () => {
    const { ref, state } = await aClosedTicket({ resolution: 'a new toner' });
    channel.throttleNext(120);
    expect(await sendNotification(sending(), ref, kinds)).toMatchObject({ kind: 'postponed' });
    expect(await state()).toMatchObject({ status: 'waiting', attempts: 1 });
    expect(deployment.putOff.at(-1)).toEqual({ ref, afterMs: 120_000 });
  });

  test('says which of its data is wrong, and is still owed', async () => {
    const { ref, state } = await aClosedTicket({ resolution: 7 });
    await expect(sendNotification(sending(), ref, kinds)).rejects.toThrow(/ticket-archived: data\.resolution: /);
    expect(await state()).toMatchObject({ status: 'waiting' });
  });

  test('is still owed after a version that does not know it has met it', async () => {
    const { ref, state } = await aClosedTicket({ resolution: 'a new toner' });
    await expect(sendNotification(sending(), ref)).rejects.toThrow(/kind "ticket-archived" is not known/);
    expect(await state()).toMatchObject({ status: 'waiting' });
    expect(await sendNotification(sending(), ref, kinds)).toMatchObject({ kind: 'sent' });
  });
});

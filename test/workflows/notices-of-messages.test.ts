import { afterAll, beforeAll, expect, test } from 'vitest';
import { NoteRequest } from '../../shared/api/conversation.ts';
import { settingRowOf } from '../../shared/api/settings/setting-apis.ts';
import { Notification } from '../../shared/domain/notifications/notification.ts';
import type { NotificationRef } from '../../shared/domain/queue-items.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { createSetting } from '../../shared/workflows/settings/create-setting.ts';
import { writeNote } from '../../shared/workflows/write-note.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { ada, aTechnician, bob } from '../support/a-technician.ts';

/** Who is told of what technicians write, through the store. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  for (const { name, address } of [ada, bob])
    await createSetting(
      deployment.settingsApi,
      await settingRowOf('technicians'),
      { name: name || 'Nobody', address: address ?? '' },
      'an admin',
    );
});
afterAll(() => deployment.stop());
const { aConfirmedTicket } = aMailFlow(() => deployment);
const { reply } = aTechnician(() => deployment);
const note = (ticketId: string, request: object) => writeNote(deployment.replying(), ada, ticketId, NoteRequest.parse(request), null);

const sendLater = async (queued: readonly { ref: NotificationRef }[]) => {
  const deps = { ...deployment.sending(), now: () => new Date(Date.now() + 11_000) };
  for (const { ref } of queued) await sendNotification(deps, ref);
};
const rowsOf = async (ticketId: string) => {
  const query = "SELECT * FROM c WHERE c.type = 'notification' ORDER BY c.createdAt";
  const { resources } = await deployment.tickets.items.query(query, { partitionKey: ticketId }).fetchAll();
  return resources.map((item) => Notification.parse(item)).filter(({ kind }) => kind !== 'ticket-created');
};

test('a reply that resolves the ticket is one mail, and says so', async () => {
  const { ticketId, number } = await aConfirmedTicket();
  const { queued } = await reply(ticketId, { text: 'New toner is in it.', status: 'resolved' });
  await sendLater(queued);
  expect((await rowsOf(ticketId)).map(({ kind, status }) => [kind, status])).toEqual([['technician-replied', 'sent']]);
  const mails = [...deployment.sent.values()].filter(({ subject, text }) => subject.includes(number) && text.includes('New toner'));
  expect(mails).toHaveLength(1);
  expect(mails[0]?.text).toContain(`Ticket ${number}: resolved`);
});

test('a note is told to whom it names, to nobody else; its words reach no client', async () => {
  const { ticketId, number } = await aConfirmedTicket();
  const before = deployment.putOff.length;
  await note(ticketId, { text: 'Do not tell them yet, @bob@contoso.example.', mentions: [bob.address ?? ''] });
  const [row, ...others] = await rowsOf(ticketId);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ kind: 'note-mention', audience: 'team', to: { address: bob.address }, status: 'waiting' });
  await sendLater(deployment.putOff.slice(before));
  const told = [...deployment.sent.values()].filter(({ to }) => to.address === bob.address);
  expect(told).toMatchObject([{ subject: expect.stringContaining(`[Ticket #${number}]`), attachments: [] }]);
  const outside = [...deployment.sent.values()].filter(({ to }) => !to.address.endsWith('@contoso.example'));
  expect(JSON.stringify(outside)).not.toContain('Do not tell');
});

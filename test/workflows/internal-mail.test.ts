import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { NoteRequest } from '../../shared/api/conversation.ts';
import { owedNotification, refOf } from '../../shared/domain/notifications/notification.ts';
import { notificationKind } from '../../shared/domain/notifications/notification-kind.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { writeNote } from '../../shared/workflows/write-note.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { ada, aTechnician } from '../support/a-technician.ts';

/** What is for technicians alone leaves in no mail to anybody else, whatever owed that mail. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  await deployment.settings.item('policy', 'policy').patch([{ op: 'set', path: '/technicians', value: ['grace@contoso.example'] }]);
});
afterAll(() => deployment.stop());

const { aConfirmedTicket } = aMailFlow(() => deployment);
const tellsNote = notificationKind({
  data: z.object({}),
  automatic: true,
  compose: (_data, _notification, _ticket, _words, message) => ({ subject: 'Note', text: message?.text ?? '', html: message?.html ?? '' }),
});
const kinds = new Map([['tells-note', tellsNote]]);
const textsThatLeft = () => [...deployment.sent.values()].map(({ to, text }) => `${to.address}: ${text}`);

/** A note, and a mail that tells of it, as a plan that is wrong may owe it. */
async function aNoteToldTo(address: string, words: string) {
  const { ticketId } = await aConfirmedTicket();
  const note = await writeNote(deployment.replying(), ada, ticketId, NoteRequest.parse({ text: words }), null);
  const owed = { ticketId, kind: 'tells-note', cause: address, data: {}, to: { address, name: null }, messageItemId: note.id };
  const row = owedNotification({ ...owed, quotesMail: true, mailId: null, inReplyTo: null, references: [] }, new Date());
  await deployment.store().commit({ ticketId, version: null, replace: null, create: [row], patch: [] });
  return { ticketId, row };
}

test('a mail that tells of a note to a client is refused for good, and the log is told', async () => {
  const { row } = await aNoteToldTo('alice@fabrikam.example', 'canary in a note');
  expect(await sendNotification(deployment.sending(), refOf(row), kinds)).toMatchObject({ kind: 'refused', leak: true });
  expect((await deployment.store().owed(refOf(row)))?.notification).toMatchObject({
    status: 'failed',
    failure: { code: 'internal-to-outsider' },
  });
  expect(textsThatLeft().join()).not.toContain('canary');
});

test('one to a technician is sent', async () => {
  const { row } = await aNoteToldTo('grace@contoso.example', 'for grace alone');
  expect(await sendNotification(deployment.sending(), refOf(row), kinds)).toMatchObject({ kind: 'sent' });
  expect(textsThatLeft()).toContain('grace@contoso.example: for grace alone');
});

test('a reply after a note has nothing of it, nor of a reply that was taken back', async () => {
  const { ticketId, row } = await aNoteToldTo('alice@fabrikam.example', 'canary of the day');
  await sendNotification(deployment.sending(), refOf(row), kinds);
  const { reply, undo } = aTechnician(() => deployment);
  await undo(ticketId, (await reply(ticketId, { text: 'canary that slipped' })).message.id);
  const { queued } = await reply(ticketId, { text: `All is well ${ticketId}` });
  for (const { ref } of queued) await sendNotification({ ...deployment.sending(), now: () => new Date(Date.now() + 11_000) }, ref);
  const [mail] = [...deployment.sent.values()].filter(({ text }) => text.includes(`All is well ${ticketId}`));
  expect(mail?.text).toBeDefined();
  expect(`${mail?.text}${mail?.html}`).not.toContain('canary');
});

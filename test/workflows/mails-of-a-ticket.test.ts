import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactKey } from '../../shared/domain/contacts/contact.ts';
import { notificationsOfChange } from '../../shared/domain/notifications/notifications-of-change.ts';
import type { NotificationRef } from '../../shared/domain/queue-items.ts';
import type { Ticket } from '../../shared/domain/tickets/ticket.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { withNotices } from '../../shared/workflows/with-notices.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aTechnician } from '../support/a-technician.ts';

/** What all mails of a ticket have in common, and the language of each of their readers. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, ingest, send, sentFor } = aMailFlow(() => deployment);
const { reply } = aTechnician(() => deployment);

const sendLater = async (refs: readonly NotificationRef[]) => {
  const deps = { ...deployment.sending(), now: () => new Date(Date.now() + 11_000) };
  for (const ref of refs) await sendNotification(deps, ref);
};
/** Changes a ticket as a technician does, with the notices that it owes. */
async function change(ticketId: string, patch: Partial<Ticket>, cause: string): Promise<NotificationRef[]> {
  const state = await deployment.store().ticketState(ticketId, '', '');
  if (!state) throw new Error('no ticket');
  const [before, after] = [state.ticket, { ...state.ticket, ...patch }];
  const { notices } = deployment.replying();
  const plain = { ticketId, version: state.etag, replace: after, create: [], patch: [] };
  const by = 'ada@contoso.example';
  const told = await withNotices(notices, plain, after, (facts, rows) => notificationsOfChange({ before, after, by, cause }, facts, rows));
  await deployment.store().commit(told.change);
  return told.owed.create.map(({ id }) => ({ v: 1, ticketId, notificationId: id, again: false }));
}
const setLanguage = (address: string, language: string) =>
  deployment.contactItems.item('contact', contactKey(address)).patch([{ op: 'set', path: '/language', value: language }]);

test('all have one subject, whatever becomes of the title and of the language', async () => {
  const from = 'ina@fabrikam.example';
  const text = 'Guten Tag, unser Drucker geht nicht. Bitte melden Sie sich.';
  const { trace, sends } = await ingest(aMail({ from, messageId: unique(), subject: 'Drucker', text }));
  await send(sends);
  const { ticketId, ticketNumber: number } = trace;
  await change(ticketId, { subject: 'Printer of room 7' }, 'renamed');
  await setLanguage(from, 'it');
  const { queued } = await reply(ticketId, { text: 'New toner is in it.' });
  await sendLater(queued.map(({ ref }) => ref));
  await setLanguage(from, 'fr');
  await sendLater(await change(ticketId, { subject: 'Toner', status: 'resolved' }, 'resolved'));
  const mails = sentFor(number);
  expect(mails.map(({ subject }) => subject)).toEqual(Array(3).fill(`[Ticket #${number}] Drucker`));
  const [confirmation, , resolved] = mails;
  expect(confirmation?.text).toContain('vielen Dank für Ihre Nachricht');
  expect(resolved?.text).toMatch(/^Bonjour/);
  const rows = (await deployment.browse.notifications({ ticketId }, { limit: 10, after: null })).items;
  expect(rows.map(({ kind, language }) => `${kind} ${language}`).sort()).toEqual([
    'technician-replied it',
    'ticket-created de',
    'ticket-resolved fr',
  ]);
});

test('a notice that is the first mail of a ticket sets the subject of all', async () => {
  const { trace, sends } = await ingest(aMail({ from: 'lea@fabrikam.example', messageId: unique(), subject: 'Hello' }));
  await send(sends);
  const { ticketId, ticketNumber: number } = trace;
  // as if nothing had confirmed it
  await deployment.tickets.item('ticket', ticketId).patch([{ op: 'set', path: '/mailSubject', value: null }]);
  const refs = await change(ticketId, { status: 'resolved' }, 'resolved');
  expect((await deployment.browse.ticket(ticketId))?.mailSubject).toBe('Hello');
  await change(ticketId, { subject: 'Another title' }, 'renamed');
  await sendLater(refs);
  const subjects = sentFor(number).map(({ subject }) => subject);
  expect(subjects).toEqual(Array(2).fill(`[Ticket #${number}] Hello`));
});

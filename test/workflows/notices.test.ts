import { afterAll, beforeAll, expect, test } from 'vitest';
import { settingRowOf } from '../../shared/api/settings/setting-apis.ts';
import { Notification } from '../../shared/domain/notifications/notification.ts';
import { notificationsOfChange } from '../../shared/domain/notifications/notifications-of-change.ts';
import type { TicketChange } from '../../shared/domain/notifications/ticket-change.ts';
import { type NotificationRef, notificationRef } from '../../shared/domain/queue-items.ts';
import { Ticket } from '../../shared/domain/tickets/ticket.ts';
import { tellingDeps } from '../../shared/wiring/telling.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { createSetting } from '../../shared/workflows/settings/create-setting.ts';
import { withNotices } from '../../shared/workflows/with-notices.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** Who is told of what happens to a ticket, through the store. */

const [tech, bob, alice] = ['technician@contoso.example', 'bob@contoso.example', 'alice@fabrikam.example'];
let deployment: Deployment;
let queued: { ref: NotificationRef; afterMs: number }[] = [];
let telling: ReturnType<typeof tellingDeps>;
const clock = () => new Date();
beforeAll(async () => {
  deployment = await aDeployment();
  await createSetting(deployment.settingsApi, await settingRowOf('technicians'), { name: 'Bob', address: bob }, 'Ada');
  telling = tellingDeps({
    now: () => clock(),
    tickets: deployment.store(),
    contacts: deployment.contacts(),
    readSettings: deployment.adminSettings(),
    senderFor: () => ({
      name: 'acs',
      limits: { maxBytes: 1, types: null },
      pace: { perMinute: 10_000, perHour: 100_000 },
      address: 'donotreply@contoso.example',
      open: () => Promise.reject(new Error('nothing is sent here')),
    }),
    enqueue: async (ref, afterMs) => void queued.push({ ref, afterMs }),
  });
});
afterAll(() => deployment.stop());
const { unique, arrived, ingest, send, aConfirmedTicket } = aMailFlow(() => deployment);

const rowsOf = async (ticketId: string) => {
  const query = "SELECT * FROM c WHERE c.type = 'notification' ORDER BY c.createdAt";
  const { resources } = await deployment.tickets.items.query(query, { partitionKey: ticketId }).fetchAll();
  return resources.map((item) => Notification.parse(item));
};
const told = async (ticketId: string) =>
  (await rowsOf(ticketId)).filter(({ kind }) => kind !== 'ticket-created').map(({ kind, to, status }) => [kind, to.address, status]);

/** Changes a ticket as the API does: read, decide, one batch, then what is owed is queued. */
async function change(ticketId: string, by: string, set: Partial<Ticket>, meanwhile = async () => {}) {
  const { resource, etag } = await deployment.tickets.item('ticket', ticketId).read();
  const before = Ticket.parse(resource);
  const after = { ...before, ...set };
  const plain: TicketChange = { ticketId, version: etag ?? '', replace: after, create: [], patch: [] };
  const plan = await withNotices(telling, plain, after, (facts, waiting) =>
    notificationsOfChange({ before, after, by, cause: `change ${etag}` }, facts, waiting),
  );
  await meanwhile();
  const answer = await deployment.store().commit(plan.change);
  if (answer !== 'conflict') await plan.written();
  return answer === 'conflict' ? 'conflict' : 'written';
}

test('a solution is told once the technician can no longer take it back, automatically and in the thread', async () => {
  const { ticketId, number, messageId } = await aConfirmedTicket();
  queued = [];
  await change(ticketId, tech, { status: 'resolved' });
  expect(await told(ticketId)).toEqual([['ticket-resolved', alice, 'waiting']]);
  const [first] = queued;
  expect([queued.length, (first?.afterMs ?? 0) > 8000, (first?.afterMs ?? 0) <= 10_000]).toEqual([1, true, true]);
  if (!first) throw new Error('nothing was queued');
  await sendNotification({ ...deployment.sending(), now: () => new Date(Date.now() + 11_000) }, first.ref);
  const mail = [...deployment.sent.values()].at(-1);
  expect(mail).toMatchObject({ to: { address: alice }, subject: expect.stringContaining(`[Ticket #${number}]`), inReplyTo: messageId });
  expect(mail?.references).toContain(messageId);
  expect(mail?.headers).toMatchObject({ 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' });
  expect(mail?.text).not.toMatch(/internal|technician@|bob@/i);
});

test('opened again within that time, nothing is; and one mail for what is changed back and forth', async () => {
  const { ticketId } = await aConfirmedTicket();
  for (const status of ['resolved', 'open', 'resolved', 'closed'] as const) await change(ticketId, tech, { status });
  expect((await told(ticketId)).toSorted()).toEqual([
    ['ticket-resolved', alice, 'undone'],
    ['ticket-resolved', alice, 'waiting'],
  ]);
});

test('what was sent before it could be taken back is not called undone: the change is decided again', async () => {
  const { ticketId } = await aConfirmedTicket();
  await change(ticketId, tech, { status: 'resolved' });
  const [row] = (await rowsOf(ticketId)).filter(({ kind }) => kind === 'ticket-resolved');
  const ref = notificationRef({ ticketId, notificationId: row?.id ?? '' });
  const sending = { ...deployment.sending(), now: () => new Date(Date.now() + 11_000) };
  expect(await change(ticketId, tech, { status: 'open' }, async () => void (await sendNotification(sending, ref)))).toBe('conflict');
  expect(await change(ticketId, tech, { status: 'open' })).toBe('written');
  expect(await told(ticketId)).toEqual([['ticket-resolved', alice, 'sent']]);
});

test('a client’s answer is told to whose ticket it is, as an internal notice; delivered twice, once', async () => {
  const { ticketId, number, messageId, confirmationId } = await aConfirmedTicket();
  await change(ticketId, tech, { assignee: bob });
  expect(await told(ticketId)).toEqual([['ticket-assigned', bob, 'waiting']]);
  const ref = arrived(aMail({ subject: 'still broken', messageId: unique(), inReplyTo: confirmationId }));
  const { trace, sends } = await ingestMail(deployment.ingest(), ref, 1);
  expect(sends).toHaveLength(1);
  expect(trace.checks).toContainEqual(expect.objectContaining({ check: 'notice', saw: bob }));
  expect((await ingestMail(deployment.ingest(), ref, 2)).sends.map(({ notificationId }) => notificationId)).toEqual(
    sends.map(({ notificationId }) => notificationId),
  );
  await send(sends);
  const mail = [...deployment.sent.values()].find(({ to }) => to.address === bob);
  expect(mail).toMatchObject({
    subject: expect.stringContaining(`[Ticket #${number}]`),
    text: expect.stringContaining('Internal notice: nobody outside the team gets it.'),
  });
  expect(mail?.references).not.toContain(messageId);
  expect(mail?.text).toContain(`https://psa.contoso.example/tickets/${number}`);
  expect(mail?.headers['Auto-Submitted']).toBe('auto-generated');
  expect((await ingestMail(deployment.ingest(), ref, 3)).sends).toEqual([]);

  // an answer to the internal notice joins the ticket, for technicians alone
  const note = aMail({ from: tech, subject: 'I look into it', messageId: unique(), inReplyTo: mail?.messageId });
  expect((await ingest(note)).trace).toMatchObject({ outcome: 'reply', ticketId });
  const messages = await deployment.browse.messages(ticketId);
  expect(messages.map(({ visibility }) => visibility)).toEqual(['public', 'public', 'internal']);
});

test('it is not told to who is on the mail already, nor is a machine’s mail', async () => {
  const { ticketId, confirmationId } = await aConfirmedTicket();
  await change(ticketId, bob, { assignee: bob });
  const answer = { subject: 'still broken', inReplyTo: confirmationId };
  await ingest(aMail({ ...answer, messageId: unique(), cc: bob }));
  await ingest(aMail({ ...answer, messageId: unique(), headers: { 'Auto-Submitted': 'auto-replied' } }));
  expect(await told(ticketId)).toEqual([]);
});

test('a flood of answers is held once it is too much, in the batches of the mails that cause it', async () => {
  await deployment.settings
    .item('policy', 'policy')
    .patch([{ op: 'set', path: '/noticeLimits', value: { perTechnician: { notices: 2 } } }]);
  try {
    const { ticketId, confirmationId } = await aConfirmedTicket();
    await change(ticketId, bob, { assignee: bob });
    const process = deployment.ingest();
    const results = [];
    for (let n = 0; n < 5; n += 1)
      results.push(await ingestMail(process, arrived(aMail({ subject: `and ${n}`, messageId: unique(), inReplyTo: confirmationId })), 1));
    expect(results.map(({ sends }) => sends.length)).toEqual([1, 1, 0, 0, 0]);
    expect((await told(ticketId)).map(([, , status]) => status)).toEqual(['waiting', 'waiting', 'held', 'held']);
  } finally {
    await deployment.settings.item('policy', 'policy').patch([{ op: 'remove', path: '/noticeLimits' }]);
  }
});

test('what comes from the archive, and what came more than an hour ago, is told to nobody', async () => {
  const { ticketId, confirmationId } = await aConfirmedTicket();
  await change(ticketId, bob, { assignee: bob });
  const answer = () => arrived(aMail({ subject: 'long ago', messageId: unique(), inReplyTo: confirmationId }));
  const anHourAgo = new Date(Date.now() - 3_700_000).toISOString();
  expect((await ingestMail(deployment.ingest(), { ...answer(), archive: true }, 1)).sends).toEqual([]);
  const replayed = await ingestMail(deployment.ingest(), { ...answer(), receivedAt: anHourAgo, replay: true }, 1);
  expect([replayed.trace.outcome, replayed.sends]).toEqual(['reply', []]);
  expect(replayed.trace.checks.filter(({ check }) => check === 'notice')).toMatchObject([{ saw: bob }]);
  expect(await told(ticketId)).toEqual([]);
});

test('a ticket that a rule gives to somebody is told to them, and to its queue’s team where that is set', async () => {
  const rule = {
    name: 'printers',
    order: 1,
    when: { field: 'subject', op: 'contains', value: 'plotter' },
    then: [{ action: 'assign', assignee: bob }],
  };
  const made = await createSetting(deployment.settingsApi, await settingRowOf('rules'), rule, 'Ada');
  const audience = ['requester', 'queue-team'];
  const queue = deployment.settings.item('support', 'queue');
  await queue.patch([
    { op: 'set', path: '/team', value: ['bob'] },
    { op: 'set', path: '/notifications', value: { 'ticket-created': { audience } } },
  ]);
  const { trace, sends } = await ingest(aMail({ subject: 'The plotter is out of ink', messageId: unique() }));
  expect([made.item.id, sends.length]).toEqual(['printers', 2]);
  const [row] = (await rowsOf(trace.ticketId)).filter(({ audience: whose }) => whose === 'team');
  expect(row).toMatchObject({ kind: 'ticket-assigned', to: { address: bob, name: 'Bob' }, data: { also: ['ticket-created'] } });
});

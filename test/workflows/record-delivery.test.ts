import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactStore } from '../../shared/adapters/cosmos/contacts.ts';
import { deliveryStore } from '../../shared/adapters/cosmos/delivery-reports.ts';
import { ticketStore } from '../../shared/adapters/cosmos/tickets.ts';
import { owedNotification } from '../../shared/domain/notifications/notification.ts';
import { signedMessageId } from '../../shared/domain/thread/signed-ids.ts';
import { inWords } from '../../shared/domain/words/in-words.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { type DeliveryDeps, recordDelivery } from '../../shared/workflows/record-delivery.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeliveryEvent } from '../support/a-delivery-event.ts';
import { aDeployment, type Deployment, keys } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';

/** From a confirmation that was sent, over Event Grid's report, to what the ticket shows of it. */
let deployment: Deployment;
let deps: DeliveryDeps;
let contacts: ReturnType<typeof contactStore>;
beforeAll(async () => {
  deployment = await aDeployment();
  await deployment.settings.item('policy', 'policy').patch([{ op: 'set', path: '/technicians', value: ['tess@contoso.example'] }]);
  contacts = contactStore(
    deployment.tickets.database.container('contacts'),
    async () => null,
    () => new Date(),
    expect.fail,
  );
  const { owed, commit } = ticketStore(deployment.tickets, deployment.tickets);
  const { noteOutcome } = contacts;
  const { notices } = deployment.replying();
  const signingKeys = async () => keys;
  deps = { ...deliveryStore(deployment.tickets), signingKeys, now: () => new Date(), noteOutcome, owed, commit, notices };
});
afterAll(() => deployment.stop());

let count = 0;
/** A new ticket's confirmation: sent, unless it shall wait. */
async function aConfirmation({ send = true } = {}) {
  const from = `reported${++count}@fabrikam.example`;
  deployment.mails.set(`r${count}`, aMail({ from, messageId: `<r.${count}@fabrikam.example>` }));
  const ref = {
    mailboxId: 'support',
    remoteId: `r${count}`,
    rawBlob: null,
    receivedAt: new Date().toISOString(),
    replay: false,
    accepted: false,
  };
  const [owed] = (await ingestMail(deployment.ingest(), ref, 1)).sends;
  if (!owed) throw new Error('a new ticket owes its confirmation');
  if (send) await sendNotification(deployment.sending(), owed);
  const mail = [...deployment.sent.values()].find(({ to }) => to.address === from);
  return {
    from,
    ref: owed,
    report: (status: string, said = '') =>
      aDeliveryEvent({
        status,
        said,
        recipient: from,
        internetMessageId: mail?.messageId ?? '',
        operationId: mail?.operationId ?? '',
      }),
    state: async () => (await deps.owed(owed))?.notification,
  };
}
const deliverabilityOf = async (address: string) =>
  (await contacts.knownSender(address, 'fabrikam.example')).contact?.deliverability ?? null;

test('delivered', async () => {
  const { ref, report, state } = await aConfirmation();
  expect(await recordDelivery(deps, report('Delivered'))).toEqual({ status: 'Delivered', result: `${ref.notificationId} delivered` });
  expect(await state()).toMatchObject({ status: 'delivered', failure: null });
});

test('delivered, the everyday report: one request, nothing is read first', async () => {
  const { ref, report, state } = await aConfirmation();
  const owed = () => Promise.reject(new Error('the notification was read'));
  await recordDelivery({ ...deps, owed }, report('Delivered'));
  expect(await state()).toMatchObject({ status: 'delivered' });
  expect(await recordDelivery(deps, report('Delivered'))).toMatchObject({ result: `${ref.notificationId} known-already` });
});

test('delivered to somebody else, whatever their address holds: nothing of ours changes', async () => {
  const { ref, report, state } = await aConfirmation();
  for (const recipient of ['else@fabrikam.example', 'x" OR true OR "', "x' OR true OR '", 'back\\slash@fabrikam.example', 'é\n@x']) {
    const event = report('Delivered');
    expect(await recordDelivery(deps, { ...event, data: { ...event.data, recipient } })).toMatchObject({
      result: `${ref.notificationId} other-recipient`,
    });
  }
  expect(await state()).toMatchObject({ status: 'sent' });
});

test('returned: the notification says why, and the contact gets no more automatic mail', async () => {
  const { from, report, state } = await aConfirmation();
  await recordDelivery(deps, report('Bounced', '550 5.1.1 User unknown'));
  const returned = await state();
  expect(returned?.status).toBe('bounced');
  expect(returned?.failure && inWords(returned.failure)).toMatch(/^Our mail to \S+ was returned \(.*550 5\.1\.1 User unknown\)\.$/);
  expect(await deliverabilityOf(from)).toMatchObject({
    state: 'undeliverable',
    reason: remark('mail-returned', { reason: 'user-unknown' }),
  });
});

test('what did not arrive is in the history of the ticket, with the time of the report; what arrived is not', async () => {
  const { from, ref, report } = await aConfirmation();
  const deliveries = async () => (await deployment.browse.history(ref.ticketId)).filter(({ kind }) => kind === 'delivery');
  await recordDelivery(deps, report('Delivered'));
  expect(await deliveries()).toEqual([]);
  const event = report('Bounced');
  await recordDelivery(deps, event);
  const by = { kind: 'channel' };
  const [told] = await deliveries();
  expect(await deliveries()).toHaveLength(1);
  expect(told).toMatchObject({ status: 'bounced', address: from, by, cause: event.id, at: '2026-03-01T09:30:00.000Z' });
});

test('the same report again, and an older one after it, change nothing; neither does it undo what an admin has cleared', async () => {
  const { from, ref, report, state } = await aConfirmation();
  await recordDelivery(deps, report('Bounced'));
  const before = await state();
  await contacts.clear(from, 'an admin', new Date());
  const history = await deployment.browse.history(ref.ticketId);
  for (const status of ['Bounced', 'Delivered'])
    expect(await recordDelivery(deps, report(status))).toEqual({ status, result: `${ref.notificationId} known-already` });
  expect(await state()).toEqual(before);
  expect(await deployment.browse.history(ref.ticketId)).toEqual(history);
  expect(await deliverabilityOf(from)).toBeNull();
});

test('a report that overtakes our own note: the note does not undo it', async () => {
  const { ref, state } = await aConfirmation({ send: false });
  const sending = deployment.sending();
  const late: typeof sending.commit = async (change) => {
    const mail = [...deployment.sent.values()].at(-1);
    const event = aDeliveryEvent({
      status: 'Delivered',
      recipient: mail?.to.address ?? '',
      internetMessageId: mail?.messageId ?? '',
    });
    await recordDelivery(deps, event);
    return sending.commit(change);
  };
  await sendNotification({ ...sending, commit: late }, ref);
  expect(await state()).toMatchObject({ status: 'delivered', sentAt: '2026-03-01T09:30:00.000Z' });
});

test('a Message-ID that was replaced on the way: the operation tells', async () => {
  const { report, state } = await aConfirmation();
  const event = report('Delivered');
  await recordDelivery(deps, { ...event, data: { ...event.data, internetMessageId: '<replaced@mail.example>' } });
  expect(await state()).toMatchObject({ status: 'delivered' });
});

test('a forged Message-ID, or another program’s mail, is nothing of ours', async () => {
  const forged = aDeliveryEvent({
    status: 'Bounced',
    internetMessageId: `<${'a'.repeat(26)}.${'b'.repeat(26)}.${'c'.repeat(20)}@contoso.example>`,
  });
  expect(await recordDelivery(deps, forged)).toEqual({ status: 'Bounced', result: 'on no notification that is known' });
});

test('returned: whose ticket it is, and who wrote the mail, are told; once a day of an address, and not of what technicians get', async () => {
  const { from, ref, report } = await aConfirmation();
  await deployment.tickets.item('ticket', ref.ticketId).patch([{ op: 'set', path: '/assignee', value: 'tess@contoso.example' }]);
  const { sends } = await recordDelivery(deps, report('Bounced', '550 5.1.1 User unknown'));
  const notices = async () =>
    (await deployment.browse.notifications({ ticketId: ref.ticketId, kind: 'mail-bounced' }, { limit: 10, after: null })).items;
  const [notice, ...others] = await notices();
  expect(others).toEqual([]);
  expect(notice).toMatchObject({ to: { address: 'tess@contoso.example' }, audience: 'team', status: 'waiting', data: { address: from } });
  if (!notice) throw new Error('somebody is told');
  // at once, not when the sweep finds it
  expect(sends).toMatchObject([{ ticketId: ref.ticketId, notificationId: notice.id }]);
  await sendNotification(deployment.sending(), { ...ref, notificationId: notice.id });
  const told = [...deployment.sent.values()].find(({ subject }) => subject.includes(`Our mail to ${from} was returned`));
  expect(told?.text).toMatch(/nobody outside the team.*550 5\.1\.1 User unknown/s);

  // another mail of the ticket to the same address, and the one by which that was told
  const other = owedNotification(
    { ...notice, kind: 'ticket-created', data: {}, to: { address: from, name: null }, audience: 'client', cause: 'other' },
    new Date(),
  );
  await deps.commit({ ticketId: ref.ticketId, version: null, replace: null, create: [other], patch: [] });
  for (const id of [other.id, notice.id]) {
    const { notification } = (await deps.owed({ ...ref, notificationId: id })) ?? expect.fail('it is there');
    const { messageId } = notification;
    const internetMessageId = messageId ?? signedMessageId({ ticketId: ref.ticketId, notificationId: id }, 'contoso.example', keys);
    await recordDelivery(deps, {
      ...aDeliveryEvent({ status: 'Bounced', recipient: notification.to.address, internetMessageId }),
      id: `report-on-${id}`,
    });
    expect((await deps.owed({ ...ref, notificationId: id }))?.notification.status).toBe('bounced');
  }
  expect(await notices()).toHaveLength(1);
});

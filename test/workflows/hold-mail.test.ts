import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markedAmong } from '../../shared/adapters/cosmos/marked-addresses.ts';
import { inWords } from '../../shared/domain/words/in-words.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { readTicket } from '../../shared/workflows/read-ticket.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { owedMails } from '../support/an-owed-mail.ts';

/** Mail to an address that gets none is held back, and the ticket says so. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { address, aTicketOf, owe, row, sentTo, ingest, unique } = owedMails(() => deployment);
const send = (ref: Awaited<ReturnType<typeof owe>>, now = new Date()) => sendNotification({ ...deployment.sending(), now: () => now }, ref);
const inHours = (count: number) => new Date(Date.now() + count * 3_600_000);

async function ticketOf(ticketId: string) {
  return (await deployment.browse.ticket(ticketId)) ?? expect.fail('the ticket is gone');
}

/** What was reported of a mail to an address, which was sent just before. */
async function reported(to: string, what: 'hard' | 'soft' | 'suppressed' | 'complaint', notificationId = 'n-before') {
  const [sentAt, at] = [new Date().toISOString(), new Date(Date.now() + 1).toISOString()];
  const reason = what === 'complaint' ? remark('owner-complained') : remark('mail-returned', { reason: 'user-unknown' });
  await deployment.contacts().noteOutcome(to, { what, reason, at, sentAt, notificationId });
}

describe('a mail to an address that is dead', () => {
  test('is held with the date and the reason, which stand in the history of its ticket', async () => {
    const to = address();
    const { ticketId } = await aTicketOf(to);
    await reported(to, 'hard');
    const ref = await owe(ticketId, to, 'tess@contoso.example');
    expect(await send(ref)).toMatchObject({ kind: 'held' });
    const { status, failure } = await row(ref);
    const today = new Date().toISOString().slice(0, 10);
    expect(status).toBe('held');
    expect(failure && inWords(failure)).toBe(`not sent: address invalid since ${today} (mail to this address was returned (user-unknown))`);
    expect(sentTo(to)).toBe(0);
    const held = { kind: 'delivery', status: 'held', address: to, reason: { code: 'not-sent-undeliverable' } };
    expect((await deployment.browse.history(ticketId)).filter(({ kind }) => kind === 'delivery')).toMatchObject([held]);
    // delivered by its queue once more
    expect(await send(ref)).toMatchObject({ kind: 'nothing-owed' });
  });

  test('is held though nobody knew the address before: it is known by its bounce, however it is written', async () => {
    const to = address();
    const { ticketId } = await aTicketOf(address());
    await reported(to, 'hard');
    const ref = await owe(ticketId, to.toUpperCase());
    expect(await send(ref)).toMatchObject({ kind: 'held' });
  });

  test('is sent when its address can’t have been marked since it was looked at', async () => {
    const { contacts } = { contacts: () => Promise.reject(new Error('the contact was read')) };
    const to = address();
    const { sends } = await ingest(aMail({ from: to, messageId: unique() }));
    for (const ref of sends) await sendNotification({ ...deployment.sending(), contactAt: contacts }, ref);
    expect(sentTo(to)).toBe(1);
  });
});

test('a mail costs three requests of the store beside the sending, one of them for its address; a confirmation two', async () => {
  const to = address();
  const { trace, sends } = await ingest(aMail({ from: to, messageId: unique() }));
  const deps = deployment.sending();
  await deps.renderSettings(await ticketOf(trace.ticketId));
  // the first mail of a process asks its channel's book for leave, for several mails at once
  await sendNotification(deps, await owe(trace.ticketId, address()));
  const costOf = async (ref: (typeof sends)[number]) => {
    await deployment.cosmos.resetStats();
    expect(await sendNotification(deps, ref)).toMatchObject({ kind: 'sent' });
    return Object.values(await deployment.cosmos.stats()).reduce((sum, { count }) => sum + count, 0);
  };
  const [confirmation] = sends;
  if (!confirmation) throw new Error('a new ticket owes its confirmation');
  expect(await costOf(confirmation)).toBe(2);
  expect(await costOf(await owe(trace.ticketId, to))).toBe(3);
});

test('a ticket shows with each message the mails that it caused, and what became of them', async () => {
  const to = address();
  const { trace, sends } = await ingest(aMail({ from: to, messageId: unique() }));
  const [message] = await deployment.browse.messages(trace.ticketId);
  if (!message) throw new Error('the mail is in its ticket');
  for (const ref of sends) await send(ref);
  await reported(to, 'hard');
  const reply = await owe(trace.ticketId, to, 'tess@contoso.example', message.id);
  await send(reply);
  await owe(trace.ticketId, to, null, 'm-of-another-page');
  const { browse, files, contactItems } = deployment;
  const reading = { browse, files, now: () => new Date(), markedAmong: markedAmong(contactItems), queueNameOf: async () => 'Support' };
  const {
    item: { messages, held },
  } = await readTicket(reading, trace.ticketId);
  expect(messages.map(({ deliveries }) => deliveries)).toEqual([
    [
      expect.objectContaining({ to, kind: 'ticket-created', state: 'sent', reason: null, canRelease: false }),
      expect.objectContaining({
        ...{ id: reply.notificationId, to, state: 'held', reasonCode: 'not-sent-undeliverable', canRelease: true },
        reason: expect.stringMatching(/^not sent: address invalid since /),
      }),
    ],
  ]);
  // whoever answers sees it before
  expect(held).toMatchObject([{ address: to, state: 'undeliverable', reason: expect.stringContaining('was returned') }]);
});

test('a complaint stops all mail, until somebody has it sent', async () => {
  const to = address();
  const { ticketId } = await aTicketOf(to);
  await reported(to, 'complaint');
  const ref = await owe(ticketId, to, 'tess@contoso.example');
  expect(await send(ref, inHours(24 * 365))).toMatchObject({ kind: 'held' });
  const { failure } = await row(ref);
  expect(failure && inWords(failure)).toMatch(/^not sent: the owner of this address called our mail abuse, on \d{4}-/);
});

test('while Communication Services suppresses an address no mail is tried; then one, and the others when it arrived', async () => {
  const to = address();
  const { ticketId } = await aTicketOf(to);
  await reported(to, 'suppressed');
  const held = await Promise.all([1, 2, 3, 4, 5].map(() => owe(ticketId, to)));
  for (const ref of held) expect(await send(ref, inHours(24))).toMatchObject({ kind: 'held' });
  expect(sentTo(to)).toBe(0);
  // an hour after the end of its lease
  const [one, other] = [await owe(ticketId, to), await owe(ticketId, to)];
  expect(await send(one, inHours(26))).toMatchObject({ kind: 'sent' });
  expect(await send(other, inHours(26))).toMatchObject({ kind: 'held' });
  expect(await row(one)).toMatchObject({ status: 'sent', probe: true });
  const { sentAt } = await row(one);
  const arrived = { at: inHours(27).toISOString(), sentAt: sentAt ?? '', notificationId: one.notificationId };
  await deployment.contacts().noteOutcome(to, { ...arrived, what: 'delivered', reason: remark('arrived') });
  expect(await send(await owe(ticketId, to), inHours(27))).toMatchObject({ kind: 'sent' });
  expect(sentTo(to)).toBe(2);
});

test('an address whose owner writes, vouched for, gets mail again; the ticket tells, and nothing that was held goes by itself', async () => {
  const to = 'alice@fabrikam.example';
  const { ticketId } = await aTicketOf(to);
  await reported(to, 'hard');
  const held = await owe(ticketId, to);
  await send(held);
  const forged = aMail({ from: to, messageId: unique() });
  await ingest(forged);
  expect((await deployment.contacts().contactAt(to))?.deliverability?.state).toBe('undeliverable');
  const passed = 'mx.contoso.example; dmarc=pass header.from=fabrikam.example';
  const { trace, sends } = await ingest(aMail({ from: to, messageId: unique(), headers: { 'Authentication-Results': passed } }));
  expect((await deployment.contacts().contactAt(to))?.deliverability ?? null).toBeNull();
  expect((await deployment.browse.history(trace.ticketId)).map(({ kind }) => kind)).toContain('address-reached');
  expect(sends).toHaveLength(1);
  expect(await row(held)).toMatchObject({ status: 'held' });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { MailPage } from '../../shared/api/mails.ts';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aMail } from '../support/a-mail.ts';

/**
 * A mailbox on an Exchange server on premises, from the door for mail to the ticket and its answer.
 */

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await aCloud();
}, 120_000);
afterAll(() => cloud?.stop());

const to = 'exchange@contoso.example';
let count = 0;
const unique = () => `<exchange.${++count}.${process.pid}@fabrikam.example>`;

test('a mail becomes a ticket in the queue of its mailbox, is confirmed, and a reply to that joins it', async () => {
  const messageId = unique();
  const trace = await cloud.taken(aMail({ messageId, to, subject: 'The scanner is broken' }), messageId, { to });
  expect(trace).toMatchObject({ outcome: 'ticket', mailbox: to, ticketNumber: expect.stringMatching(/^EXC-/) });
  const confirmation = await cloud.until('a confirmation', async () =>
    (await cloud.outbox()).find(({ header }) => header('In-Reply-To') === messageId),
  );
  const reply = unique();
  const inReplyTo = confirmation.header('Message-ID');
  const joined = await cloud.taken(aMail({ messageId: reply, to, subject: 'Re: The scanner is broken', inReplyTo }), reply, { to });
  expect(joined).toMatchObject({ outcome: 'reply', ticketNumber: trace.ticketNumber });
});

test('a mail that Exchange can not write as MIME is set aside and named, and those after it are taken in', async () => {
  const { exchange } = cloud.cloud;
  const [broken, whole] = [unique(), unique()];
  exchange.breakMime('An appointment with something attached');
  await cloud.send(aMail({ messageId: broken, to, subject: 'An appointment with something attached' }), { to });
  await cloud.send(aMail({ messageId: whole, to }), { to });
  expect((await cloud.traces(whole)).map(({ outcome }) => outcome)).toEqual(['ticket']);
  const { items } = await cloud.get('/api/mail?outcome=quarantined', MailPage);
  expect(items).toMatchObject([{ mailbox: to, reason: 'The mailbox could not hand it over. It was left there.' }]);
});

test('a server that forgot how far it had told is read anew, and doubles no ticket', async () => {
  const { exchange } = cloud.cloud;
  const messageId = unique();
  const before = (await cloud.tickets('queue=Exchange')).items.length;
  exchange.forgetSyncStates();
  const trace = await cloud.taken(aMail({ messageId, to }), messageId, { to });
  expect(trace.outcome).toBe('ticket');
  expect((await cloud.tickets('queue=Exchange')).items.length).toBe(before + 1);
});

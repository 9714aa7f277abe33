import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aMail } from '../support/a-mail.ts';

/**
 * A Microsoft 365 mailbox that sends by itself: the confirmation leaves by Graph, once, and stands
 * in its Sent Items; the copy makes nothing, and the client's answer joins its ticket.
 */

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await aCloud();
}, 120_000);
afterAll(() => cloud?.stop());

const support = 'support@contoso.example';
const Mailboxes = z.object({ items: z.array(z.looseObject({ id: z.string(), address: z.string() })) });
let count = 0;
const unique = () => `<graph.${++count}.${process.pid}@fabrikam.example>`;

test('the mailbox sends by Graph from the next mail on, also to who answers', async () => {
  const { items } = await cloud.get('/api/mailboxes', Mailboxes);
  const path = `/api/mailboxes/${items.find(({ address }) => address === support)?.id}`;
  const { json, etag } = await cloud.ask('GET', path);
  const { id, state, health, hangsOnIt, changedAt, changedBy, ...wanted } = z.record(z.string(), z.unknown()).parse(json);
  const { status, json: saved } = await cloud.ask(
    'PUT',
    path,
    { ...wanted, sendsBy: 'graph', folders: ['inbox', 'sentitems'] },
    { 'if-match': etag },
  );
  expect([status, saved]).toMatchObject([200, { sendsBy: 'graph' }]);

  const messageId = unique();
  const trace = await cloud.taken(aMail({ messageId, subject: 'By Graph' }), messageId);
  const ours = await cloud.until('the confirmation', async () =>
    (await cloud.outbox()).find((mail) => mail.header('Subject').includes(`[Ticket #${trace.ticketNumber}]`)),
  );
  expect(ours.header('From')).toContain(support);
  expect(ours.header('In-Reply-To')).toBe(messageId);
  expect(ours.header('X-Auto-Response-Suppress')).toBe('All');

  const ownId = ours.header('Message-ID');
  // the mailbox is read in Sent Items too: the copy is known as ours
  expect(await cloud.traces(ownId)).toMatchObject([{ outcome: 'suppressed', ticketNumber: null }]);
  const answer = unique();
  const next = await cloud.taken(aMail({ messageId: answer, subject: 'Re: it', inReplyTo: ownId, references: [ownId] }), answer);
  expect(next).toMatchObject({ outcome: 'reply', ticketNumber: trace.ticketNumber });
  expect((await cloud.outbox()).filter((mail) => mail.header('Message-ID') === ownId)).toHaveLength(1);
});

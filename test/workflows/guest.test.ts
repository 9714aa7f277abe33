import { afterAll, beforeAll, expect, test } from 'vitest';
import { guestToken, participantKey } from '../../shared/domain/guest/guest-token.ts';
import { messageIdHash, messageItemIdFor } from '../../shared/domain/ids.ts';
import { Policy } from '../../shared/domain/settings/policy.ts';
import type { Message } from '../../shared/domain/tickets/message.ts';
import { answerAsGuest } from '../../shared/workflows/guest/answer-as-guest.ts';
import { findGuestFile } from '../../shared/workflows/guest/find-guest-file.ts';
import { readConversation } from '../../shared/workflows/guest/read-conversation.ts';
import { withdrawLinks } from '../../shared/workflows/guest/withdraw-links.ts';
import { aDeployment, type Deployment, keys } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** What the link of a mail opens, for whom, and what it never shows. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, ingest } = aMailFlow(() => deployment);

const deps = ({ on = true, now = new Date() } = {}) => {
  const { ticketState, owed, commit } = deployment.store();
  const { notices, enqueue } = deployment.replying();
  const policy = Policy.parse({ guestLinks: { on } });
  const { browse, files } = deployment;
  return {
    browse,
    files,
    ticketState,
    owed,
    commit,
    notices,
    enqueue,
    now: () => now,
    signingKeys: async () => keys,
    policy: async () => policy,
  };
};

const linkOf = (ticketId: string, address: string, { days = 30, generation = 0 } = {}) =>
  guestToken({ ticketId, participant: participantKey(address), expiresAt: new Date(Date.now() + days * 86_400_000), generation }, keys);

/** A ticket that Alice opened, with her colleague in Cc. */
async function aTicketWithTwo() {
  const cc = 'bob@fabrikam.example';
  const raw = aMail({ messageId: unique(), cc, attachments: [{ name: 'screen.txt', content: 'blue' }] });
  const { trace } = await ingest(raw);
  return { ticketId: trace.ticketId, number: trace.ticketNumber };
}

/** Writes a message into a ticket, as technicians do. */
async function wrote(ticketId: string, change: Partial<Message>): Promise<void> {
  const [first] = await deployment.browse.messages(ticketId);
  if (!first) throw new Error('no message');
  const messageId = unique();
  const ids = { id: messageItemIdFor(messageId, ''), messageId, messageIdHash: messageIdHash(messageId) };
  const message: Message = { ...first, ...ids, mailId: null, attachments: [], at: new Date().toISOString(), ...change };
  await deployment.store().commit({ ticketId, version: null, replace: null, create: [message], patch: [] });
}

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

test('who has a link sees what they wrote and were sent, and no internal word', async () => {
  const { ticketId, number } = await aTicketWithTwo();
  const technician = { address: 'ada@contoso.example', name: 'Ada' };
  const alice = { address: 'alice@fabrikam.example', name: 'Alice' };
  const bob = { address: 'bob@fabrikam.example', name: null };
  await wrote(ticketId, { kind: 'reply', from: technician, to: [alice], text: 'for Alice' });
  await wrote(ticketId, { kind: 'reply', from: technician, to: [bob], cc: [], text: 'for Bob alone' });
  await wrote(ticketId, { kind: 'note', visibility: 'internal', from: technician, to: [alice], text: 'an internal note' });
  await wrote(ticketId, { kind: 'mail', visibility: 'internal', from: technician, to: [alice], text: 'to the vendor' });
  const sendsAt = new Date().toISOString();
  await wrote(ticketId, {
    kind: 'reply',
    from: technician,
    to: [alice],
    text: 'a slip',
    outbox: { state: 'undone', sendsAt, status: null },
  });
  await wrote(ticketId, {
    kind: 'reply',
    from: technician,
    to: [alice],
    text: 'not yet',
    outbox: { state: 'waiting', sendsAt, status: null },
  });

  const seen = await readConversation(deps(), linkOf(ticketId, 'Alice@fabrikam.example'));
  expect(seen).toMatchObject({ number, you: { address: 'alice@fabrikam.example' } });
  expect(seen.messages.map(({ mine, from }) => [mine, from])).toEqual([
    [true, expect.any(String)],
    [false, 'Ada'],
  ]);
  expect(JSON.stringify(seen)).not.toMatch(/Bob alone|internal note|vendor|a slip|not yet|ada@contoso/);
});

test('that it was opened stands in the history, once a day', async () => {
  const { ticketId } = await aTicketWithTwo();
  for (let time = 0; time < 3; time += 1) await readConversation(deps(), linkOf(ticketId, 'alice@fabrikam.example'));
  const events = await deployment.browse.history(ticketId);
  expect(events.filter(({ kind }) => kind === 'guest-opened')).toMatchObject([{ address: 'alice@fabrikam.example' }]);
});

test.each([
  ['none', () => null, 401],
  ['nonsense', () => 'nonsense', 401],
  [
    'of another ticket, with this one written into it',
    (ticketId: string) => linkOf('a'.repeat(26), 'alice@fabrikam.example').replace('a'.repeat(26), ticketId),
    401,
  ],
  ['of somebody who does not take part', (ticketId: string) => linkOf(ticketId, 'mallory@fabrikam.example'), 401],
  ['that has ended', (ticketId: string) => linkOf(ticketId, 'alice@fabrikam.example', { days: -1 }), 403],
  ['of before the links were withdrawn', (ticketId: string) => linkOf(ticketId, 'alice@fabrikam.example', { generation: 7 }), 401],
])('a link %s opens nothing', async (_, token, status) => {
  const { ticketId } = await aTicketWithTwo();
  expect(await problemOf(readConversation(deps(), token(ticketId)))).toMatchObject({ status });
  expect(await problemOf(answerAsGuest(deps(), token(ticketId), { text: 'x', nonce: 'n'.repeat(16) }))).toMatchObject({ status });
});

test('where the setting does not allow links none opens', async () => {
  const { ticketId } = await aTicketWithTwo();
  expect(await problemOf(readConversation(deps({ on: false }), linkOf(ticketId, 'alice@fabrikam.example')))).toMatchObject({ status: 401 });
});

test('withdrawn, those of before open nothing, and a new one does', async () => {
  const { ticketId, number } = await aTicketWithTwo();
  await withdrawLinks(deps(), number ?? '', 'ada@contoso.example');
  expect(await problemOf(readConversation(deps(), linkOf(ticketId, 'alice@fabrikam.example')))).toMatchObject({ status: 401 });
  expect(await readConversation(deps(), linkOf(ticketId, 'alice@fabrikam.example', { generation: 1 }))).toMatchObject({ number });
  const events = await deployment.browse.history(ticketId);
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'guest-links-withdrawn', by: { kind: 'technician', address: 'ada@contoso.example' } }),
  );
});

test('an answer joins as the client’s, says by whose link it came, and is there once however often it is sent', async () => {
  const { ticketId } = await aTicketWithTwo();
  const answer = { text: 'It is still <b>blue</b>', nonce: 'once-and-only-once' };
  const token = linkOf(ticketId, 'alice@fabrikam.example');
  const [one, two] = await Promise.all([answerAsGuest(deps(), token, answer), answerAsGuest(deps(), token, answer)]);
  expect(await answerAsGuest(deps(), token, answer)).toEqual(one);
  expect(two).toEqual(one);
  const written = (await deployment.browse.messages(ticketId)).filter(({ viaLinkOf }) => viaLinkOf !== null);
  expect(written).toMatchObject([
    {
      kind: 'client',
      viaLinkOf: 'alice@fabrikam.example',
      text: answer.text,
      html: expect.stringContaining('&lt;b&gt;'),
      trust: { level: 'unverified' },
    },
  ]);
  expect((await readConversation(deps(), token)).messages.at(-1)).toMatchObject({ mine: true, text: answer.text });
});

test('more than twenty answers within an hour are refused', async () => {
  const { ticketId } = await aTicketWithTwo();
  const token = linkOf(ticketId, 'alice@fabrikam.example');
  const answer = (index: number) =>
    answerAsGuest(deps(), token, { text: `answer ${index}`, nonce: `nonce-number-${String(index).padStart(4, '0')}` });
  for (let index = 0; index < 20; index += 1) await answer(index);
  expect(await problemOf(answer(20))).toMatchObject({ status: 409 });
});

test('a ticket that was closed long ago takes no answer', async () => {
  const { ticketId } = await aTicketWithTwo();
  const closedAt = new Date(Date.now() - 30 * 86_400_000).toISOString();
  await deployment.tickets.item('ticket', ticketId).patch([
    { op: 'set', path: '/closedAt', value: closedAt },
    { op: 'set', path: '/status', value: 'closed' },
  ]);
  const token = linkOf(ticketId, 'alice@fabrikam.example');
  expect(await problemOf(answerAsGuest(deps(), token, { text: 'x', nonce: 'n'.repeat(16) }))).toMatchObject({ status: 409 });
});

test('a file is given to who was sent its message, and to nobody else', async () => {
  const { ticketId } = await aTicketWithTwo();
  const [first] = await deployment.browse.messages(ticketId);
  const id = first?.attachments[0]?.id ?? '';
  const { size } = await findGuestFile(deps(), linkOf(ticketId, 'alice@fabrikam.example'), id);
  expect(size).toBe(4);
  const ofNote = {
    id: 'm-note.1',
    ...{ name: 'plan.txt', type: 'text/plain', size: 4, sha256: 'x', contentId: null, blocked: null, flags: [] },
  };
  await wrote(ticketId, { id: 'm-note', kind: 'note', visibility: 'internal', attachments: [ofNote] });
  for (const hidden of ['m-note.1', 'm-none.1']) {
    expect(await problemOf(findGuestFile(deps(), linkOf(ticketId, 'alice@fabrikam.example'), hidden))).toMatchObject({ status: 404 });
  }
});

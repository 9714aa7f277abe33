import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageItemIdFor, separateTicketIdFor } from '../../shared/domain/ids.ts';
import { parseMail } from '../../shared/domain/mail/parse-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, ingest, clientMessages } = aMailFlow(() => deployment);

describe('a mail to us and to a list that we are on', () => {
  const list = { 'List-Id': '<desk.fabrikam.example>', 'List-Post': '<mailto:desk@fabrikam.example>', Precedence: 'list' };
  const shape = { subject: 'Printer', text: 'It prints stripes.\r\n' };

  test('is one ticket with one message, whichever copy comes first', async () => {
    for (const order of ['direct first', 'list first']) {
      const messageId = unique();
      const direct = aMail({ ...shape, messageId });
      const copy = aMail({ ...shape, messageId, subject: '[desk] Printer', headers: { ...list, Sender: 'desk-bounces@fabrikam.example' } });
      const [first, second] = order === 'direct first' ? [direct, copy] : [copy, direct];
      const { ticketId, ticketNumber } = (await ingest(first)).trace;
      expect(await ingest(second)).toMatchObject({ trace: { outcome: 'duplicate', ticketNumber }, sends: [] });
      expect(await clientMessages(ticketId ?? '')).toHaveLength(1);
    }
  });

  test('is one ticket, too, where the list writes itself into From', async () => {
    const messageId = unique();
    const { ticketNumber } = (await ingest(aMail({ ...shape, messageId }))).trace;
    const headers = { ...list, 'X-Original-From': 'Alice Fabrikam <alice@fabrikam.example>' };
    const copy = aMail({ ...shape, messageId, from: 'Alice via Desk <desk@fabrikam.example>', headers });
    expect((await ingest(copy)).trace).toMatchObject({ outcome: 'duplicate', ticketNumber });
  });

  test('never takes the place of a mail that a stranger sent a copy of before', async () => {
    const messageId = unique();
    const headers = { 'X-Original-From': 'Alice Fabrikam <alice@fabrikam.example>' };
    const { ticketNumber } = (await ingest(aMail({ ...shape, messageId, from: 'stranger@elsewhere.example', headers }))).trace;
    const mail = (await ingest(aMail({ ...shape, messageId }))).trace;
    expect(mail.outcome).toBe('ticket');
    expect(mail.ticketNumber).not.toBe(ticketNumber);
  });
});

describe('a mail that is stored under the digest of its fields, as all were before', () => {
  /** Gives a message, and the ticket that it opened, the ids that they had then. */
  const asBefore = async (ticketId: string, raw: Uint8Array, to = ticketId) => {
    const { messageId, contentSha256, knownSha256s } = await parseMail(raw);
    const { resources } = await deployment.tickets.items
      .query({ query: 'SELECT * FROM c WHERE c.ticketId = @id', parameters: [{ name: '@id', value: ticketId }] })
      .fetchAll();
    const now = messageItemIdFor(messageId, contentSha256);
    for (const item of resources) {
      await deployment.tickets.item(item.id, ticketId).delete();
      const id = item.id === now ? messageItemIdFor(messageId, knownSha256s[0] ?? '') : item.id;
      await deployment.tickets.items.create({ ...item, id, ticketId: to });
    }
  };

  test('is known when it comes again', async () => {
    const raw = aMail({ messageId: unique() });
    const { ticketId, ticketNumber } = (await ingest(raw)).trace;
    await asBefore(ticketId ?? '', raw);
    expect((await ingest(raw)).trace).toMatchObject({ outcome: 'duplicate', ticketNumber });
  });

  test('is known when its Message-ID was used before by another mail, so that its ticket is named after the digest as well', async () => {
    const messageId = unique();
    await ingest(aMail({ messageId, text: 'The first.' }));
    const raw = aMail({ messageId, text: 'The second.' });
    const { ticketId, ticketNumber } = (await ingest(raw)).trace;
    const { knownSha256s } = await parseMail(raw);
    await asBefore(ticketId ?? '', raw, separateTicketIdFor(messageId, knownSha256s[0] ?? ''));
    expect((await ingest(raw)).trace).toMatchObject({ outcome: 'duplicate', ticketNumber });
    expect((await ingest(aMail({ messageId, text: 'The third.' }))).trace.outcome).toBe('ticket');
  });

  test('is known when it has no Message-ID', async () => {
    const raw = aMail({ messageId: null, text: `Only once: ${unique()}` });
    const { ticketId, ticketNumber } = (await ingest(raw)).trace;
    await asBefore(ticketId ?? '', raw);
    expect((await ingest(raw)).trace).toMatchObject({ outcome: 'duplicate', ticketNumber });
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { readHistory } from '../../shared/workflows/read-history.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';
import { aTicketDesk } from '../support/a-ticket-desk.ts';

/** Two tickets become one, and two again. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, address, arrived, ingest, send, aConfirmedTicket } = aMailFlow(() => deployment);
const { by, later, merge, read, set, ticketOf, unmerge } = aTicketDesk(() => deployment);
const aPair = async () => [await aConfirmedTicket(address()), await aConfirmedTicket(address())] as const;

describe('a ticket that is merged into another', () => {
  test('leads there, by id and by number, with the mails of both in their order', async () => {
    const [a, b] = await aPair();
    const { trace } = await ingest(aMail({ from: a.from, messageId: unique(), inReplyTo: a.messageId }));
    const { item } = await merge(a.number, b.number);
    expect(item).toMatchObject({
      id: b.ticketId,
      merged: [{ number: a.number }],
      participants: [{ address: b.from }, { address: a.from }],
    });
    const whole = await read(b.number);
    expect(whole.mails).toHaveLength(3);
    expect(whole.mails.at(-1)).toBe(trace.mailId);
    expect(await read(a.number)).toEqual(whole);
    expect(await read(a.ticketId)).toEqual(whole);
    expect(await ticketOf(a.ticketId)).toMatchObject({ status: 'closed', mergedInto: b.ticketId });
  });

  test('has it in the history of both, which are read as one', async () => {
    const [a, b] = await aPair();
    await merge(a.number, b.number);
    const { items } = await readHistory(deployment.changing(), a.number, { limit: 50 });
    expect(items.map(({ kind, ticket }) => `${ticket} ${kind}`).toSorted()).toEqual(
      [
        `${a.number} merged-into`,
        `${a.number} opened`,
        `${a.number} status`,
        `${b.number} merged`,
        `${b.number} opened`,
        `${b.number} participants`,
      ].toSorted(),
    );
    expect(items.find(({ kind }) => kind === 'merged')).toMatchObject({ said: `Merged with ${a.number}`, by: { address: by } });
  });

  test('is merged once, however often it is asked for', async () => {
    const [a, b] = await aPair();
    await merge(a.number, b.number);
    const { etag } = await merge(a.number, b.number);
    expect((await merge(a.ticketId, b.number)).etag).toBe(etag);
    expect((await read(b.number)).merged).toHaveLength(1);
  });

  test('opens a closed one again if its own work was not done; one that is done leaves it closed', async () => {
    const [a, b] = await aPair();
    await set(b.ticketId, { status: 'closed', closedAt: new Date().toISOString() });
    expect((await merge(a.number, b.number)).item).toMatchObject({ status: 'open', closedAt: null });
    const [c, d] = await aPair();
    for (const { ticketId } of [c, d]) await set(ticketId, { status: 'closed', closedAt: new Date().toISOString() });
    expect((await merge(c.number, d.number)).item.status).toBe('closed');
  });

  test("of another client is refused unless forced; its people are newcomers there, and aren't written to", async () => {
    const [a, b] = await aPair();
    await set(a.ticketId, { client: { id: 'acme', name: 'Acme' } });
    await set(b.ticketId, { client: { id: 'fabrikam', name: 'Fabrikam' } });
    await expect(merge(a.number, b.number)).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('of Acme, the other of Fabrikam'),
    });
    const { item } = await merge(a.number, b.number, { force: true });
    expect(item.participants.at(-1)).toEqual({ address: a.from, name: null, role: 'newcomer', notify: false });
  });

  test.each([
    ['itself', (number: string) => merge(number, number), 409],
    ['what is not there', (number: string) => merge(number, 'SUP-999999'), 404],
  ])('into %s is refused', async (_, asked, status) => {
    await expect(asked((await aConfirmedTicket(address())).number)).rejects.toMatchObject({ status });
  });
});

describe('what comes for it later', () => {
  test('joins the other one: by our id, by its own, by its number', async () => {
    const [a, b] = await aPair();
    await merge(a.number, b.number);
    const late = [{ inReplyTo: a.confirmationId }, { inReplyTo: a.messageId }, { subject: `Re: [Ticket #${a.number}]` }];
    for (const clue of late) {
      const { trace } = await ingest(aMail({ from: a.from, messageId: unique(), ...clue }));
      expect(trace).toMatchObject({ outcome: 'reply', ticketId: b.ticketId, ticketNumber: b.number });
    }
    expect((await read(b.number)).mails).toHaveLength(5);
  });

  test('goes to the last of several merges; all of them lead there at once', async () => {
    const [a, b] = await aPair();
    const c = await aConfirmedTicket(address());
    await merge(a.number, b.number);
    await merge(b.number, c.number);
    expect(await ticketOf(a.ticketId)).toMatchObject({ mergedInto: c.ticketId, merge: { number: c.number } });
    const { trace } = await ingest(aMail({ from: a.from, messageId: unique(), inReplyTo: a.messageId }));
    expect(trace).toMatchObject({ outcome: 'reply', ticketId: c.ticketId });
    const whole = await read(a.number);
    expect(whole.merged.map(({ number }) => number).toSorted()).toEqual([a.number, b.number].toSorted());
    expect(new Set(whole.mails).size).toBe(4);
  });

  test('is a copy, if the mail is in it already', async () => {
    const [a, b] = await aPair();
    const raw = aMail({ from: a.from, messageId: unique(), inReplyTo: a.messageId });
    await ingest(raw);
    await merge(a.number, b.number);
    expect((await ingest(raw)).trace.outcome).toBe('duplicate');
    expect((await read(b.number)).mails).toHaveLength(3);
  });

  test('is the root of its conversation, which its answers had overtaken', async () => {
    const root = unique();
    const from = address();
    const { trace: answer } = await ingest(aMail({ from, messageId: unique(), inReplyTo: root }));
    const b = await aConfirmedTicket(address());
    await merge(answer.ticketId, b.number);
    expect((await ingest(aMail({ from, messageId: root }))).trace).toMatchObject({ outcome: 'reply', ticketId: b.ticketId });
  });

  test('while it is written to the one, ends in the other all the same', async () => {
    const [a, b] = await aPair();
    const deps = deployment.ingest();
    let merged = false;
    const commit: typeof deps.commit = async (change) => {
      // it was decided that the mail joins the one, and then somebody merges that
      if (!merged) await merge(a.number, b.number);
      merged = true;
      return deps.commit(change);
    };
    const ref = arrived(aMail({ from: a.from, messageId: unique(), inReplyTo: a.messageId }));
    const { trace } = await ingestMail({ ...deps, commit }, ref, 1);
    expect(trace).toMatchObject({ outcome: 'reply', ticketId: b.ticketId });
    expect((await read(b.number)).mails).toHaveLength(3);
  });
});

test('what it still owes goes out once, and its answers go to the other', async () => {
  const from = address();
  const { trace, sends } = await ingest(aMail({ from, messageId: unique() }));
  const b = await aConfirmedTicket(address());
  await merge(trace.ticketId, b.number);
  await send([...sends, ...sends]);
  const mails = [...deployment.sent.values()].filter(({ to }) => to.address === from);
  expect(mails).toHaveLength(1);
  const answer = await ingest(aMail({ from, messageId: unique(), inReplyTo: mails[0]?.messageId ?? '' }));
  expect(answer.trace).toMatchObject({ outcome: 'reply', ticketId: b.ticketId });
});

describe('a merge that is taken back', () => {
  test('leaves both as they were; what came meanwhile stays where it came', async () => {
    const [a, b] = await aPair();
    await set(a.ticketId, { status: 'open' });
    await merge(a.number, b.number);
    const { trace } = await ingest(aMail({ from: a.from, messageId: unique(), inReplyTo: a.messageId }));
    const { item } = await unmerge(a.number);
    expect(item).toMatchObject({ number: a.number, status: 'open', mergedInto: null, closedAt: null });
    expect((await read(a.number)).mails).toHaveLength(1);
    const other = await read(b.number);
    expect(other.mails).toContain(trace.mailId);
    expect(other.participants.map((one) => one.address)).toEqual([b.from]);
    const late = await ingest(aMail({ from: a.from, messageId: unique(), inReplyTo: a.messageId }));
    expect(late.trace.ticketId).toBe(a.ticketId);
  });

  test('brings those back that had been merged into it', async () => {
    const [a, b] = await aPair();
    const c = await aConfirmedTicket(address());
    await merge(a.number, b.number);
    await merge(b.number, c.number);
    await unmerge(b.number);
    expect((await read(a.number)).number).toBe(b.number);
    expect((await read(b.number)).mails).toHaveLength(2);
    expect((await read(c.number)).mails).toHaveLength(1);
  });

  test('is not there, or too old, is refused', async () => {
    const [a, b] = await aPair();
    await expect(unmerge(a.number)).rejects.toMatchObject({ status: 409 });
    await merge(a.number, b.number);
    await expect(unmerge(a.number, later(31))).rejects.toMatchObject({ status: 409, message: expect.stringContaining('30 days') });
  });
});

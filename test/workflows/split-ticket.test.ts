import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isForGuest } from '../../shared/domain/guest/is-for-guest.ts';
import { findAttachment } from '../../shared/workflows/find-attachment.ts';
import { finishChanges } from '../../shared/workflows/finish-changes.ts';
import { linkTickets, unlinkTickets } from '../../shared/workflows/link-tickets.ts';
import { mergeTicket } from '../../shared/workflows/merge-ticket.ts';
import { readHistory } from '../../shared/workflows/read-history.ts';
import { readTicket } from '../../shared/workflows/read-ticket.ts';
import { splitTicket } from '../../shared/workflows/split-ticket.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** A message becomes a ticket of its own, once, and what answers it goes there. Links. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, address, ingest, aConfirmedTicket } = aMailFlow(() => deployment);
const by = 'ada@contoso.example';
const split = (number: string, messageId: string, deps = deployment.changing()) =>
  splitTicket(deps, number, { messageId, by, ifMatch: null });
const read = async (idOrNumber: string) => {
  const deps = {
    browse: deployment.browse,
    queueNameOf: async (id: string) => id,
    now: () => new Date(),
    markedAmong: async () => [],
    files: { body: async () => null },
  };
  return (await readTicket(deps, idOrNumber)).item;
};
const file = { name: 'toner.txt', type: 'text/plain', content: 'black' };

/** A ticket of one client; a colleague of theirs, in copy, writes to it of something else. */
async function aTicketWithAnother() {
  const [bob, carol] = [address(), address()];
  const from = address();
  const messageId = unique();
  const { trace } = await ingest(aMail({ from, messageId, cc: `${bob}, ${carol}` }));
  const other = unique();
  const mail = { from: bob, messageId: other, inReplyTo: messageId, cc: carol, subject: 'By the way: toner', attachments: [file] };
  const { trace: joined } = await ingest(aMail(mail));
  const [message] = (await deployment.browse.messages(trace.ticketId)).filter(({ mailId }) => mailId === joined.mailId);
  return { number: trace.ticketNumber ?? '', ticketId: trace.ticketId, from, bob, carol, other, messageId, message: message?.id ?? '' };
}

describe('a message that is split off', () => {
  test('has its files where its pictures name them, which is where it was', async () => {
    const { number, ticketId, message } = await aTicketWithAnother();
    await split(number, message);
    const { size } = await findAttachment({ browse: deployment.browse, files: deployment.files }, ticketId, `${message}.0`);
    expect(size).toBe(file.content.length);
    const stub = await deployment.browse.message(ticketId, message);
    expect(stub && isForGuest(stub, stub.from.address)).toBe(false);
  });

  test('is a ticket of who wrote it, with its files and those in copy; both are linked', async () => {
    const { number, from, bob, carol, message } = await aTicketWithAnother();
    const { item } = await split(number, message);
    expect(item).toMatchObject({
      ...{ subject: 'By the way: toner', status: 'new', requester: { address: bob } },
      participants: [
        { address: bob, role: 'requester' },
        { address: carol, role: 'cc' },
      ],
      links: [{ number, relation: 'split' }],
    });
    const [made, old] = [await read(item.number), await read(number)];
    expect(made.messages).toMatchObject([
      { from: { address: bob }, attachments: [{ name: 'toner.txt', url: expect.stringContaining(item.id) }] },
    ]);
    expect(old.messages).toMatchObject([{ from: { address: from } }]);
    expect(old.links).toEqual([{ number: item.number, relation: 'split' }]);
  });

  test('is told in the history of both', async () => {
    const { number, message } = await aTicketWithAnother();
    const { item } = await split(number, message);
    const kinds = async (of: string) => (await readHistory(deployment.changing(), of, { limit: 50 })).items.map(({ kind }) => kind);
    expect(await kinds(number)).toEqual(expect.arrayContaining(['split', 'linked']));
    expect((await kinds(item.number)).toSorted()).toEqual(['linked', 'opened']);
  });

  test('takes its answers along, and leaves those of the rest', async () => {
    const { number, ticketId, carol, bob, other, message, messageId, from } = await aTicketWithAnother();
    const { item } = await split(number, message);
    const answer = aMail({ from: carol, messageId: unique(), inReplyTo: other, references: [messageId, other] });
    expect((await ingest(answer)).trace).toMatchObject({ outcome: 'reply', ticketId: item.id });
    expect((await ingest(aMail({ from, messageId: unique(), inReplyTo: messageId }))).trace).toMatchObject({ outcome: 'reply', ticketId });
    const again = { from: bob, messageId: other, inReplyTo: messageId, cc: carol, subject: 'By the way: toner', attachments: [file] };
    expect((await ingest(aMail(again))).trace.outcome).toBe('duplicate');
  });

  test('is split once, however often it is asked for, and by whomever at once', async () => {
    const { number, message } = await aTicketWithAnother();
    const both = await Promise.all([split(number, message), split(number, message)]);
    expect(new Set([...both, await split(number, message)].map(({ item }) => item.number)).size).toBe(1);
    expect((await read(number)).links).toHaveLength(1);
  });

  test('may lie in a ticket that was merged into this one', async () => {
    const { number, message } = await aTicketWithAnother();
    const target = await aConfirmedTicket(address());
    await mergeTicket(deployment.changing(), number, { into: target.number, force: false, by, ifMatch: null });
    const { item } = await split(target.number, message);
    expect(item.links).toEqual([{ number: target.number, relation: 'split' }]);
    expect((await read(target.number)).messages).toHaveLength(2);
  });

  test('is not what the ticket was opened with, nor one that is not there', async () => {
    const { number, ticketId, from } = await aTicketWithAnother();
    const first = (await deployment.browse.messages(ticketId)).find((one) => one.from.address === from);
    await expect(split(number, first?.id ?? '')).rejects.toMatchObject({ status: 409 });
    await expect(split(number, 'm-none')).rejects.toMatchObject({ status: 404 });
  });

  test.each([1, 2, 3])('while the process dies after %i writes, is finished by the sweep, in one of the two', async (writes) => {
    const { number, message } = await aTicketWithAnother();
    const deps = deployment.changing();
    let left = writes;
    const commit: typeof deps.commit = async (change) => {
      if (left === 0) throw new Error('died');
      left -= 1;
      return deps.commit(change);
    };
    await expect(split(number, message, { ...deps, commit })).rejects.toThrow('died');
    await finishChanges({ ...deps, now: () => new Date(Date.now() + 120_000) });
    const old = await read(number);
    expect(old.messages).toHaveLength(1);
    expect((await read(old.links[0]?.number ?? '')).messages).toHaveLength(1);
    const { items } = await readHistory(deployment.changing(), number, { limit: 50 });
    expect(items.filter(({ kind }) => kind === 'split')).toHaveLength(1);
  });
});

describe('a link', () => {
  test('stands in both tickets, once, until it is removed', async () => {
    const [a, b] = [await aConfirmedTicket(address()), await aConfirmedTicket(address())];
    const link = { number: b.number, relation: 'related' as const, by };
    await linkTickets(deployment.changing(), a.number, link);
    expect((await linkTickets(deployment.changing(), a.number, link)).item.links).toEqual([{ number: b.number, relation: 'related' }]);
    expect((await read(b.number)).links).toEqual([{ number: a.number, relation: 'related' }]);
    await unlinkTickets(deployment.changing(), b.number, a.number, by);
    expect([(await read(a.number)).links, (await read(b.number)).links]).toEqual([[], []]);
    const { items } = await readHistory(deployment.changing(), a.number, { limit: 50 });
    expect(items.map(({ said }) => said).slice(0, 2)).toEqual([`Linked no more with ${b.number}`, `Linked with ${b.number}`]);
  });

  test('is none with itself', async () => {
    const { number } = await aConfirmedTicket(address());
    await expect(linkTickets(deployment.changing(), number, { number, relation: 'related', by })).rejects.toMatchObject({ status: 409 });
  });
});

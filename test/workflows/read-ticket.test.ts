import { describe, expect, test } from 'vitest';
import type { Message } from '../../shared/domain/tickets/message.ts';
import type { Position } from '../../shared/domain/tickets/position.ts';
import { type ReadTicketDeps, readMessages, readTicket } from '../../shared/workflows/read-ticket.ts';
import { aTicket } from '../support/a-ticket.ts';

const maxBytes = 1_000_000;
const person = { address: 'alice@fabrikam.example', name: null };
const message = (index: number, more: Partial<Message> = {}): Message => ({
  ...{ id: `m-${String(index).padStart(5, '0')}`, type: 'message', schemaVersion: 1, ticketId: 't', kind: 'client', from: person },
  ...{ visibility: 'public', by: null, viaLinkOf: null, outbox: null },
  ...{ to: [], cc: [], at: new Date(Date.UTC(2026, 10, 2) + index * 1000).toISOString(), sentAt: null, subject: '', text: `text ${index}` },
  ...{ html: null, bodyBlob: null, attachments: [], mailId: `mail${index}`, messageId: '', messageIdHash: '', newcomer: false },
  ...{
    defects: [],
    visibleText: null,
    visibleHtml: null,
    enclosed: [],
    invitation: null,
    trust: { sender: 'unknown', level: 'unverified', reasons: [] },
  },
  ...more,
});

/**
 * A ticket with these messages, oldest first; long bodies by name. `read` counts what was looked
 * at.
 */
function aLongTicket(messages: Message[], bodies: Record<string, { text: string; html: string | null }> = {}) {
  const read = { messages: 0, bodies: 0 };
  const isBefore = (one: Message, before: Position | null) => !before || one.at < before.at || (one.at === before.at && one.id < before.id);
  const deps: ReadTicketDeps = {
    browse: {
      versioned: async (named) =>
        named === 't' || named === 'SUP-1001' ? { ticket: aTicket({ ticketId: 't' }), etag: '"version"' } : null,
      deliveriesOf: async () => [],
      async *messagesBefore(_ticketId, before) {
        for (const one of messages.filter((each) => isBefore(each, before)).toReversed()) {
          read.messages += 1;
          yield one;
        }
      },
    },
    now: () => new Date(),
    markedAmong: async () => [],
    queueNameOf: async () => 'Support',
    files: {
      async body(name, most) {
        read.bodies += 1;
        const body = bodies[name] && Buffer.from(JSON.stringify(bodies[name]));
        return body ? (body.byteLength > most ? 'too-large' : body) : null;
      },
    },
  };
  return { deps, read };
}

const sizeOf = (answer: unknown) => Buffer.byteLength(JSON.stringify(answer));
/** Every page of a ticket, the newest first: the ids in it, and its bytes. */
async function pagesOf(deps: ReadTicketDeps) {
  const { item: first } = await readTicket(deps, 'SUP-1001');
  const pages = [{ ids: first?.messages.map(({ id }) => id) ?? [], bytes: sizeOf(first) }];
  for (let earlier = first?.earlier ?? null; earlier !== null; ) {
    const page = await readMessages(deps, 't', earlier);
    pages.push({ ids: page?.items.map(({ id }) => id) ?? [], bytes: sizeOf(page) });
    earlier = page?.earlier ?? null;
  }
  return pages;
}

describe('a ticket of 2,000 messages', () => {
  const messages = Array.from({ length: 2000 }, (_, index) => message(index));

  test('shows the newest hundred, oldest of them first, and reads no more than these', async () => {
    const { deps, read } = aLongTicket(messages);
    const { item: shown } = await readTicket(deps, 'SUP-1001');
    expect(shown?.messages.map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, index) => `text ${1900 + index}`));
    expect(read.messages).toBe(101);
    expect(sizeOf(shown)).toBeLessThan(maxBytes);
  });

  test('is read to its beginning page by page, each message once', async () => {
    const pages = await pagesOf(aLongTicket(messages).deps);
    expect(pages).toHaveLength(20);
    expect(pages.toReversed().flatMap(({ ids }) => ids)).toEqual(messages.map(({ id }) => id));
  });
});

test('messages of the same second are in one order, on whichever page they are', async () => {
  const at = '2026-11-02T09:00:00.000Z';
  const messages = Array.from({ length: 250 }, (_, index) => message(index, { at }));
  const pages = await pagesOf(aLongTicket(messages).deps);
  expect(pages.toReversed().flatMap(({ ids }) => ids)).toEqual(messages.map(({ id }) => id));
});

test('a page ends before it has a megabyte, whatever the bodies are: of each kind, in the item or beside it', async () => {
  const text = 'Zeile mit Ümlauten & <Klammern> https://a.example/x "zitiert"\n'.repeat(700);
  const kinds: [Partial<Message>, Record<string, { text: string; html: string | null }>][] = [
    [{ text }, {}],
    [{ text: '', html: `<p>${text}</p>` }, {}],
    [{ text, visibleText: text, visibleHtml: text, html: text }, {}],
    [{ text: '\u0001'.repeat(15_000) }, {}],
    [{ text: 'beginning', bodyBlob: 'b' }, { b: { text: text.repeat(4), html: text.repeat(4) } }],
  ];
  for (const [more, bodies] of kinds) {
    const messages = Array.from({ length: 60 }, (_, index) => message(index, more));
    const pages = await pagesOf(aLongTicket(messages, bodies).deps);
    expect(Math.max(...pages.map(({ bytes }) => bytes))).toBeLessThan(maxBytes);
    expect(pages.toReversed().flatMap(({ ids }) => ids)).toEqual(messages.map(({ id }) => id));
    // nor are pages smaller than they need to be
    expect(Math.max(...pages.map(({ bytes }) => bytes))).toBeGreaterThan(maxBytes / 3);
  }
});

test('a long body that no longer fits into a page is whole on the next', async () => {
  const body = { text: 'x'.repeat(600_000), html: '<p>x</p>' };
  const { deps } = aLongTicket([message(1, { text: 'x', bodyBlob: 'b' }), message(2, { text: 'x', bodyBlob: 'b' }), message(3)], {
    b: body,
  });
  const { item: newest } = await readTicket(deps, 't');
  expect(newest?.messages).toMatchObject([
    { id: 'm-00002', text: body.text, truncated: false },
    { id: 'm-00003', truncated: false },
  ]);
  const before = await readMessages(deps, 't', newest.earlier ?? '');
  expect(before).toMatchObject({ items: [{ id: 'm-00001', text: body.text, truncated: false }], earlier: null });
});

test.each([
  ['in a blob', { bodyBlob: 'b', text: 'The beginning' }, { b: { text: 'x'.repeat(2_000_000), html: null } }],
  ['in its item', { text: `The beginning${'"'.repeat(400_000)}` }, {}],
])('a body that is too much for one answer (%s) shows its beginning, and where the whole is', async (_where, more, bodies) => {
  const { deps } = aLongTicket([message(1), message(2, more)], bodies);
  const { item: shown } = await readTicket(deps, 't');
  const rest = shown.earlier ? await readMessages(deps, 't', shown.earlier) : null;
  expect(sizeOf(shown)).toBeLessThan(maxBytes);
  expect([...(rest?.items ?? []), ...(shown?.messages ?? [])]).toMatchObject([
    { id: 'm-00001', truncated: false },
    { id: 'm-00002', truncated: true, rawUrl: '/api/mail/mail2/raw', text: expect.stringMatching(/^The beginning/) },
  ]);
});

test('a body whose blob is gone shows its beginning', async () => {
  const { deps } = aLongTicket([message(1, { text: 'The beginning', bodyBlob: 'gone' })]);
  expect((await readTicket(deps, 't')).item.messages).toMatchObject([{ text: 'The beginning', truncated: true }]);
});

describe('a cursor', () => {
  const messages = Array.from({ length: 150 }, (_, index) => message(index));

  test('that was changed anywhere, or made up, is refused with what to do', async () => {
    const { deps } = aLongTicket(messages);
    const cursor = (await readTicket(deps, 't')).item.earlier ?? '';
    expect(await readMessages(deps, 't', cursor)).toMatchObject({ items: { length: 50 }, earlier: null });
    const changed = Array.from(
      cursor,
      (letter, index) => `${cursor.slice(0, index)}${letter === 'A' ? 'B' : 'A'}${cursor.slice(index + 1)}`,
    );
    const madeUp = [
      'x',
      '.',
      `${cursor}x`,
      `${cursor}.x`,
      cursor.slice(0, -1),
      cursor.toUpperCase(),
      Buffer.from('{"at":1}').toString('base64url'),
    ];
    for (const wrong of [...changed, ...madeUp]) {
      await expect(readMessages(deps, 't', wrong), wrong).rejects.toMatchObject({
        status: 400,
        message: expect.stringMatching(/^before: .*start again/),
      });
    }
  });

  test('of another ticket is refused', async () => {
    const { deps } = aLongTicket(messages);
    const cursor = (await readTicket(deps, 't')).item.earlier ?? '';
    const versioned = async () => ({ ticket: aTicket({ ticketId: 'other' }), etag: '"version"' });
    const other = { ...deps, browse: { ...deps.browse, versioned } };
    await expect(readMessages(other, 'other', cursor)).rejects.toMatchObject({ status: 400 });
  });
});

test('of a ticket that is not there nothing is shown', async () => {
  const { deps } = aLongTicket([]);
  await expect(readTicket(deps, 'SUP-9')).rejects.toMatchObject({ status: 404 });
  await expect(readMessages(deps, 'SUP-9', undefined)).rejects.toMatchObject({ status: 404 });
  expect(await readMessages(deps, 't', undefined)).toEqual({ items: [], earlier: null });
});

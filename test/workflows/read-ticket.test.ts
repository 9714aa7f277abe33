import { expect, test } from 'vitest';
import type { Message, Ticket } from '../../shared/domain/ticket.ts';
import { readTicket } from '../../shared/workflows/read-ticket.ts';

const at = '2026-11-02T09:00:00Z';
const person = { address: 'alice@fabrikam.example', name: null };
const ticket: Ticket = {
  ...{ id: 'ticket', type: 'ticket', schemaVersion: 1, ticketId: 't', number: 'SUP-1', mailboxId: 'support', queueId: 'support' },
  ...{ subject: 'Scanner', status: 'new', requester: person, client: null, participants: [], links: [], mergedInto: null },
  ...{ createdAt: at, updatedAt: at, closedAt: null, openedBy: '<1@fabrikam.example>', searchText: '' },
};
const message = (id: string, bodyBlob: string | null): Message => ({
  ...{ id, type: 'message', schemaVersion: 1, ticketId: 't', kind: 'client', from: person, to: [], cc: [], at, sentAt: null, subject: '' },
  ...{ text: 'beginning', html: null, bodyBlob, attachments: [], mailId: null, messageId: '', messageIdHash: '', newcomer: false },
  ...{
    defects: [],
    visibleText: null,
    visibleHtml: null,
    enclosed: [],
    invitation: null,
    trust: { sender: 'unknown', level: 'unverified', reasons: [] },
  },
});

test('whole bodies are read a few at a time, and put in as long as they are not too many; the latest first', async () => {
  let [open, most] = [0, 0];
  const body = Buffer.from(JSON.stringify({ text: 'x'.repeat(3_000_000), html: null }));
  const messages = [message('short', null), ...Array.from({ length: 20 }, (_, index) => message(`${index}`, `bodies/${index}.json`))];
  const found = await readTicket(
    {
      browse: { ticket: async () => ticket, messages: async () => messages },
      queueNameOf: async () => 'Support',
      files: {
        async body(name) {
          open += 1;
          most = Math.max(most, open);
          await new Promise((resolve) => setTimeout(resolve, 5));
          open -= 1;
          return name === 'bodies/19.json' ? null : body;
        },
      },
    },
    'SUP-1',
  );
  const shown = found?.messages ?? [];
  expect(most).toBeLessThanOrEqual(4);
  expect(shown.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
  expect(shown.filter(({ truncated }) => !truncated).map(({ id }) => id)).toEqual(['short', '13', '14', '15', '16', '17', '18']);
  expect(shown.find(({ id }) => id === '2')).toMatchObject({ text: 'beginning', truncated: true });
});

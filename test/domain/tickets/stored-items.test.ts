import { expect, test } from 'vitest';
import { Message } from '../../../shared/domain/tickets/message.ts';
import { Ticket } from '../../../shared/domain/tickets/ticket.ts';

/** Items as a version of the app before wrote them: what came since has its default. */
const ticket = {
  id: 'ticket',
  type: 'ticket',
  schemaVersion: 1,
  ticketId: 't-1',
  number: 'SUP-1001',
  mailboxId: 'support',
  queueId: 'support',
  subject: 'The printer is out of paper',
  status: 'new',
  requester: { address: 'alice@fabrikam.example', name: null },
  client: null,
  participants: [{ address: 'alice@fabrikam.example', name: null, role: 'requester', notify: true }],
  links: [],
  mergedInto: null,
  createdAt: '2026-11-02T08:00:00.000Z',
  updatedAt: '2026-11-02T08:00:00.000Z',
  closedAt: null,
  openedBy: '<first@fabrikam.example>',
  searchText: 'sup-1001 the printer is out of paper alice@fabrikam.example',
};
const message = {
  id: 'm-1',
  type: 'message',
  schemaVersion: 1,
  ticketId: 't-1',
  kind: 'client',
  from: { address: 'alice@fabrikam.example', name: null },
  to: [],
  cc: [],
  at: '2026-11-02T08:00:00.000Z',
  sentAt: null,
  subject: 'The printer is out of paper',
  text: 'Could somebody bring some?',
  html: null,
  bodyBlob: null,
  attachments: [],
  mailId: 'mail-1',
  messageId: '<first@fabrikam.example>',
  messageIdHash: 'h',
  newcomer: false,
  defects: [],
  visibleText: null,
  invitation: null,
  trust: { level: 'unverified', reasons: [] },
};

test('a ticket that an earlier version wrote is read', () => {
  expect(Ticket.parse(ticket)).toEqual(ticket);
});

test('a message that an earlier version wrote is read; nobody is said to have vouched for its sender', () => {
  expect(Message.parse(message)).toEqual({
    ...message,
    visibleHtml: null,
    enclosed: [],
    trust: { sender: 'unknown', level: 'unverified', reasons: [] },
  });
});

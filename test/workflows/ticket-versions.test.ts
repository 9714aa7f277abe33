import { expect, test } from 'vitest';
import type { TicketChange } from '../../shared/domain/notifications/ticket-change.ts';
import type { Message } from '../../shared/domain/tickets/message.ts';
import type { Ticket } from '../../shared/domain/tickets/ticket.ts';
import { ticketVersions } from '../../shared/workflows/ticket-versions.ts';
import { aTicket } from '../support/a-ticket.ts';

const ticket = aTicket();
const stateAt = (etag: string) => ({ ticket, etag, sameMessageId: [], trace: null, owed: [] });
/**
 * What of a reply's change counts here: the ticket as it becomes, from which version, and the
 * message's Message-ID.
 */
const reply = (version: string, replace: Ticket, messageIdHash: string): TicketChange => ({
  ...{ ticketId: replace.ticketId, version, replace, patch: [] },
  create: [{ type: 'message', messageIdHash } as Message],
});
const pending = aTicket({ status: 'pending' });
const open = aTicket({ status: 'open' });

test('a ticket that was read two replies ago is as the last of them left it', () => {
  const versions = ticketVersions();
  versions.committed(reply('1', pending, 'a'), { etag: '2' });
  versions.committed(reply('2', open, 'b'), { etag: '3' });
  expect(versions.upToDate(stateAt('1'), 'mine')).toMatchObject({ ticket: { status: 'open' }, etag: '3' });
});

test('it is read anew when a message under the same Message-ID came since: it may be a copy', () => {
  const versions = ticketVersions();
  versions.committed(reply('1', pending, 'a'), { etag: '2' });
  expect(versions.upToDate(stateAt('1'), 'a')).toBeNull();
  expect(versions.upToDate(stateAt('2'), 'a')).toMatchObject({ etag: '2' });
});

test('it is read anew when another process has written meanwhile', () => {
  const versions = ticketVersions();
  versions.committed(reply('1', pending, 'a'), { etag: '2' });
  // somebody else made 3 of 2
  versions.committed(reply('3', open, 'b'), { etag: '4' });
  expect(versions.upToDate(stateAt('1'), 'mine')).toBeNull();
  expect(versions.upToDate(stateAt('3'), 'mine')).toMatchObject({ etag: '4' });
  versions.committed(reply('4', open, 'c'), 'conflict');
  expect(versions.upToDate(stateAt('3'), 'mine')).toBeNull();
});

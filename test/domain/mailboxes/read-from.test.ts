import { expect, test } from 'vitest';
import { cursorOf, readFrom } from '../../../shared/domain/mailboxes/first-read.ts';
import type { Mailbox } from '../../../shared/domain/mailboxes/mailbox.ts';
import { graphMailbox } from '../../support/graph-mailbox.ts';
import { imapMailbox } from '../../support/imap-mailbox.ts';

/** From where a mailbox is read on whose settings changed while a poll was at work. */

const readOn = (before: Mailbox, after: Mailbox) =>
  cursorOf({ mailbox: after, cursor: { kind: before.kind, token: '5.10', of: readFrom(before) } }) !== null;

test.each([
  ['nothing else', imapMailbox(993), imapMailbox(993), true],
  ['another port', imapMailbox(993), imapMailbox(143), true],
  ['one more folder', imapMailbox(993), imapMailbox(993, { folders: ['INBOX', 'Alerts'] }), true],
  ['another folder', imapMailbox(993), imapMailbox(993, { folders: ['Support'] }), false],
  ['another first folder', imapMailbox(993, { folders: ['INBOX', 'Alerts'] }), imapMailbox(993, { folders: ['Alerts', 'INBOX'] }), false],
  ['another folder in Microsoft 365', graphMailbox(), graphMailbox({ folders: ['archive'] }), false],
  ['another user', imapMailbox(993), imapMailbox(993, { user: 'other' }), false],
  ['another kind', imapMailbox(993), graphMailbox(), false],
])('with %s', (_, before, after, expected) => {
  expect(readOn(before, after)).toBe(expected);
});

test('a cursor of the version that knew one folder goes on', () => {
  expect(readFrom(imapMailbox(993))).toBe(JSON.stringify(['imap', imapMailbox(993).user, 'INBOX']));
});

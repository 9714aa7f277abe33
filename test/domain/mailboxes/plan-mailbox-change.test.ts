import { expect, test } from 'vitest';
import { outdatedBy } from '../../../shared/domain/mailboxes/plan-mailbox-change.ts';
import { imapMailbox } from '../../support/imap-mailbox.ts';

const before = imapMailbox(993);

test.each([
  ['nothing', {}, { cursor: false, health: false }],
  ['its queue', { queueId: 'other' }, { cursor: false, health: false }],
  ['its server', { host: 'mail.contoso.example' }, { cursor: false, health: true }],
  ['its port', { port: 143, tls: 'starttls' }, { cursor: false, health: true }],
  ['its login', { login: { method: 'password', secretName: 'other' } }, { cursor: false, health: true }],
  ['who signs in: it may be another mailbox', { user: 'sales@contoso.example' }, { cursor: true, health: true }],
  ['its folder', { folders: ['INBOX/Alerts'] as string[] }, { cursor: true, health: true }],
  ['another folder, which is added', { folders: ['INBOX', 'INBOX/Alerts'] as string[] }, { cursor: false, health: false }],
] as const)('a mailbox that changed in %s', (_, change, outdated) => {
  expect(outdatedBy(before, { ...before, ...change }, false)).toEqual(outdated);
});

test('a new password is tried at once', () => {
  expect(outdatedBy(before, before, true)).toEqual({ cursor: false, health: true });
});

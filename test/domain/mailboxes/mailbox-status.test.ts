import { expect, it } from 'vitest';
import { Mailbox, type MailboxHealth, type MailboxState } from '../../../shared/domain/mailboxes/mailbox.ts';
import { mailboxStatus } from '../../../shared/domain/mailboxes/mailbox-status.ts';

const now = new Date('2026-03-01T12:00:00Z');
const well: MailboxHealth = {
  lastPolledAt: '2026-03-01T11:59:00Z',
  lastMailAt: '2026-03-01T10:00:00Z',
  failures: 0,
  lastError: null,
  retryAt: null,
  stuckOn: null,
};
const failed = (lastPolledAt: string | null, lastError: string): MailboxHealth => ({ ...well, lastPolledAt, lastError, failures: 2 });
const state = (health: MailboxHealth | null, enabled = true): MailboxState => ({
  mailbox: Mailbox.parse({
    kind: 'graph',
    mailboxId: 'support',
    address: 'support@contoso.example',
    queueId: 'support',
    user: 'x',
    enabled,
  }),
  cursor: null,
  subscription: null,
  health,
});

it.each([
  ['read well', state(well), 'healthy'],
  ['not read so far', state(null), 'healthy'],
  ['switched off', state(failed(null, 'unreachable: no answer'), false), 'paused'],
  ['failed a minute after it was read', state(failed('2026-03-01T11:58:00Z', 'unreachable: no answer')), 'delayed'],
  ['failed for an hour', state(failed('2026-03-01T11:00:00Z', 'unreachable: no answer')), 'failing'],
  ['never read', state(failed(null, 'login-refused: wrong password')), 'failing'],
  ['its consent is gone', state(failed('2026-03-01T11:58:00Z', 'needs-authorisation: consent is gone')), 'needs-authorisation'],
])('a mailbox that was %s', (_, kept, expected) => {
  expect(mailboxStatus(kept, now).state).toBe(expected);
});

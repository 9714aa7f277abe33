import { describe, expect, it } from 'vitest';
import type { MailboxHealth, MailboxState } from '../../../shared/domain/mailboxes/mailbox.ts';
import { assessMailbox } from '../../../shared/domain/mailboxes/mailbox-state.ts';
import { mailboxStatus } from '../../../shared/domain/mailboxes/mailbox-status.ts';
import type { MailboxWatch } from '../../../shared/domain/mailboxes/mailbox-watch.ts';
import type { Subscription } from '../../../shared/domain/mailboxes/subscription.ts';
import { graphMailbox } from '../../support/graph-mailbox.ts';
import { imapMailbox } from '../../support/imap-mailbox.ts';

/** What a mailbox is said to be, from what is kept of it. */

const now = new Date('2026-03-01T12:00:00Z');
const well: MailboxHealth = {
  lastPolledAt: '2026-03-01T11:59:00Z',
  lastMailAt: '2026-03-01T10:00:00Z',
  failures: 0,
  lastError: null,
  retryAt: null,
  stuckOn: null,
};
const failed = (failure: string, since: string, more: Partial<MailboxHealth> = {}): MailboxHealth => ({
  ...well,
  ...{ failures: 5, lastFailure: failure, lastError: `${failure}: said the server`, failingSince: since },
  ...more,
});
const subscription = (expiresAt: string): Subscription => ({
  ...{ subscriptionId: 'one', resource: '', expiresAt, clientStateSha256: 'x', notificationUrl: '' },
});
const imap = (health: MailboxHealth | null, more: object = {}): MailboxState => ({
  ...{ mailbox: imapMailbox(993, more), cursor: null, subscription: null, health },
});
const graph = (health: MailboxHealth | null, expiresAt: string | null, more: object = {}): MailboxState => ({
  ...{ mailbox: graphMailbox(more), cursor: null, health },
  subscription: expiresAt === null ? null : subscription(expiresAt),
});
/** Its owner's deputy has signed in for it: Graph announces nothing to others. */
const byAnother = {
  ...{ since: '2026-02-01T00:00:00Z' },
  login: { method: 'refresh-token', provider: 'microsoft', secretName: 'x', tenantId: null, account: 'deputy@contoso.example' },
};
const refusals = ['2026-03-01T09:30:00Z', '2026-03-01T09:35:00Z', '2026-03-01T10:05:00Z'];

it.each([
  ['was read well', imap(well), 'healthy', null],
  ['was never read', imap(null), 'healthy', null],
  ['is paused', imap(failed('unreachable', '2026-03-01T01:00:00Z'), { enabled: false }), 'paused', 'mailbox-paused'],
  ['does not answer since 14 minutes', imap(failed('unreachable', '2026-03-01T11:46:00Z')), 'delayed', 'mailbox-unreachable'],
  ['does not answer since 15', imap(failed('unreachable', '2026-03-01T11:45:00Z')), 'failing', 'mailbox-unreachable'],
  ['is throttled for hours', imap(failed('throttled', '2026-03-01T08:01:00Z')), 'delayed', 'mailbox-throttled'],
  ['is throttled for too long', imap(failed('throttled', '2026-03-01T08:00:00Z')), 'failing', 'mailbox-throttled'],
  ['refused its password once', imap(failed('login-refused', now.toISOString(), { failures: 1 })), 'delayed', 'mailbox-login-refused'],
  ['refused it twice', imap(failed('login-refused', now.toISOString(), { failures: 2 })), 'failing', 'mailbox-login-refused'],
  ['refused it three times in 3 h', imap(failed('login-refused', '2026-03-01T09:30:00Z', { refusals })), 'paused', 'mailbox-stopped'],
  [
    'refused an app three times: no account to be locked',
    graph(failed('login-refused', '2026-03-01T09:30:00Z', { refusals }), null),
    'failing',
    'mailbox-login-refused',
  ],
  ['has a certificate that ran out', imap(failed('certificate', now.toISOString())), 'failing', 'mailbox-certificate'],
  ['lost its folder', imap(failed('folder-missing', now.toISOString())), 'failing', 'mailbox-folder-missing'],
  ['is in a forbidden network', imap(failed('address-refused', now.toISOString())), 'failing', 'mailbox-address-refused'],
  ['fails by a code of a later version', imap(failed('moon-phase', '2026-03-01T11:58:00Z')), 'delayed', 'mailbox-fails'],
  [
    'fails since a version that kept no code',
    imap({ ...well, failures: 9, lastError: 'unreachable: x', lastPolledAt: '2026-03-01T11:00:00Z' }),
    'failing',
    'mailbox-fails',
  ],
  [
    'was revoked',
    imap(failed('needs-authorisation', now.toISOString(), { failures: 1, unauthorisedSince: now.toISOString() })),
    'needs-authorisation',
    'mailbox-unauthorised',
  ],
  [
    'was revoked, and is down now: that proves nothing',
    imap(failed('unreachable', '2026-03-01T11:00:00Z', { unauthorisedSince: '2026-03-01T11:00:00Z' })),
    'needs-authorisation',
    'mailbox-unauthorised',
  ],
  ['is announced', graph(well, '2026-03-03T12:00:00Z'), 'healthy', null],
  ['is read by another account, so that it is polled', graph(well, null, byAnother), 'healthy', null],
  ['is not announced since 19 minutes', graph(well, '2026-03-01T11:41:00Z'), 'healthy', null],
  ['is not announced since 20', graph(well, '2026-03-01T11:40:00Z'), 'delayed', 'mailbox-not-announced'],
  [
    'never had a subscription',
    graph({ ...well, connectedAt: '2026-03-01T11:30:00Z' }, null, { since: undefined }),
    'delayed',
    'mailbox-not-announced',
  ],
  ['was just connected', graph({ ...well, connectedAt: '2026-03-01T11:59:00Z' }, null, { since: undefined }), 'healthy', null],
  ['was read long ago', imap({ ...well, lastPolledAt: '2026-03-01T09:00:00Z' }), 'delayed', 'mailbox-late'],
  [
    'was read long ago, and resumed just now',
    imap({ ...well, lastPolledAt: '2026-02-01T09:00:00Z', resumedAt: '2026-03-01T11:59:00Z' }),
    'healthy',
    null,
  ],
  [
    'was connected long ago and never read',
    imap({ ...well, lastPolledAt: null, connectedAt: '2026-03-01T09:00:00Z' }),
    'delayed',
    'mailbox-late',
  ],
  ['was read by a clock that was ahead', imap({ ...well, lastPolledAt: '2026-03-09T09:00:00Z' }), 'healthy', null],
  ['fails since tomorrow', imap(failed('unreachable', '2026-03-02T11:00:00Z')), 'delayed', 'mailbox-unreachable'],
  ['was read, but for something', imap({ ...well, lastError: 'no folder "Done"' }), 'healthy', 'mailbox-noted'],
] as const)('a mailbox that %s', (_, kept, state, problem) => {
  const assessed = assessMailbox(kept, now);
  expect([assessed.state, assessed.problem?.code ?? null]).toEqual([state, problem]);
  expect(mailboxStatus(kept, now).state).toBe(state);
});

describe('what people see of a mailbox', () => {
  it('the problem in words, with what to do and what the source said', () => {
    const { health } = mailboxStatus(imap(failed('login-refused', '2026-03-01T11:40:00Z', { failures: 2 })), now);
    expect(health).toMatchObject({
      since: '2026-03-01T11:40:00Z',
      lastMailAt: '2026-03-01T10:00:00Z',
      lastSuccessAt: '2026-03-01T11:59:00Z',
      problem: expect.stringMatching(/^Its sign-in is refused\. Correct .*login-refused: said the server$/),
      lagSeconds: 60,
      throttledUntil: null,
      mails: null,
    });
  });

  it('until when its server wants to be left alone', () => {
    const throttled = failed('throttled', '2026-03-01T11:59:00Z', { retryAt: '2026-03-01T12:10:00Z' });
    expect(mailboxStatus(imap(throttled), now).health.throttledUntil).toBe('2026-03-01T12:10:00Z');
    expect(mailboxStatus(imap({ ...throttled, lastFailure: 'unreachable' }), now).health.throttledUntil).toBeNull();
  });

  it('the mails of 24 hours by what became of them', () => {
    const watch: MailboxWatch = {
      mails: [
        { hour: '2026-02-28T12:00:00.000Z', outcomes: { ticket: 100 } },
        { hour: '2026-02-28T13:00:00.000Z', outcomes: { ticket: 1, reply: 2 } },
        { hour: '2026-03-01T12:00:00.000Z', outcomes: { ticket: 3, failed: 1 } },
      ],
      ...{ secret: null, dns: null },
    };
    expect(mailboxStatus({ ...imap(well), watch }, now).health.mails).toEqual({ ticket: 4, reply: 2, failed: 1 });
  });
});

describe('the clocks of a mailbox', () => {
  const clocks = (state: MailboxState) => mailboxStatus(state, now).health.clocks;

  it('a refresh token ends 90 days after it was used last, at most', () => {
    const authorised = graph(well, null, byAnother);
    const { refreshToken } = clocks({ ...authorised, authorisation: { lastRefreshAt: '2025-12-11T12:00:00.000Z' } });
    expect(refreshToken).toEqual({ endsAt: '2026-03-11T12:00:00.000Z', daysLeft: 10, note: expect.stringContaining('At most') });
    expect(clocks(authorised).refreshToken).toBeNull();
    expect(clocks({ ...authorised, authorisation: { lastRefreshAt: null } }).refreshToken).toMatchObject({ endsAt: null, daysLeft: null });
  });

  it('what is left of a consent runs down unseen once the mailbox is read by other means', () => {
    const authorisation = { lastRefreshAt: '2025-12-11T12:00:00.000Z' };
    expect(clocks({ ...imap(well), authorisation }).refreshToken).toBeNull();
    expect(clocks({ ...graph(well, null), authorisation }).refreshToken).toBeNull();
  });

  it("a server's certificate, once a connection has shown it", () => {
    const certificate = { notBefore: '2026-01-01T00:00:00Z', notAfter: '2026-03-01T18:00:00Z' };
    expect(clocks(imap({ ...well, certificate })).serverCertificate).toEqual({ endsAt: certificate.notAfter, daysLeft: 0, note: null });
    expect(clocks(imap(well)).serverCertificate).toEqual({ endsAt: null, daysLeft: null, note: expect.stringContaining('Not known') });
    expect(clocks(graph(well, null)).serverCertificate).toBeNull();
  });

  it.each([
    [{ known: true, at: '2026-03-04T11:00:00Z' }, 'secret', { endsAt: '2026-03-04T11:00:00Z', daysLeft: 2, note: null }],
    [{ known: true, at: '2026-02-28T11:00:00Z' }, 'certificate', { endsAt: '2026-02-28T11:00:00Z', daysLeft: -2, note: null }],
    [{ known: false, why: 'no-date' }, 'secret', { endsAt: null, daysLeft: null, note: expect.stringContaining('has no expiration date') }],
    [{ known: false, why: 'missing' }, 'secret', { endsAt: null, daysLeft: null, note: expect.stringContaining('does not have it') }],
    [{ known: false, why: 'unreachable' }, 'secret', { endsAt: null, daysLeft: null, note: expect.stringContaining('asked again') }],
  ] as const)("an app's secret or certificate in Key Vault: %o", (end, kind, shown) => {
    const secret = { name: 'mail-app', checkedAt: now.toISOString(), kind, end };
    const { clientSecret, clientCertificate } = clocks({ ...imap(well), watch: { mails: [], dns: null, secret } });
    expect(kind === 'secret' ? [clientSecret, clientCertificate] : [clientCertificate, clientSecret]).toEqual([shown, null]);
  });

  it("Microsoft's subscription, and the DNS of the sender", () => {
    const dns = { domain: 'contoso.example', checkedAt: now.toISOString(), spf: 'found', dkim: 'missing', dmarc: 'unknown' } as const;
    const state = { ...graph(well, '2026-03-03T12:00:00Z'), watch: { mails: [], secret: null, dns } };
    expect(clocks(state)).toMatchObject({ subscription: { daysLeft: 2, note: null }, senderDns: dns });
    expect(clocks(graph(well, null)).subscription).toMatchObject({ endsAt: null, note: expect.stringContaining('does not announce') });
    expect(clocks(graph(well, null, byAnother)).subscription).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { toApiMailbox, toStoredMailbox } from '../../shared/api/mailbox-mapping.ts';
import { WantedMailbox } from '../../shared/api/mailboxes.ts';
import type { Mailbox, MailboxHealth } from '../../shared/domain/mailboxes/mailbox.ts';

const now = new Date('2026-11-02T09:00:00Z');
const imap = { provider: 'imap', host: 'mail.contoso.example', user: 'sales' };
const wanted = (more: object = imap) => WantedMailbox.parse({ address: 'Sales@Contoso.example', queueId: 'sales', ...more });
const shown = (mailbox: Mailbox, health: MailboxHealth | null = null) =>
  toApiMailbox({ mailbox, cursor: null, subscription: null, health }, now);

describe('a mailbox that is wanted', () => {
  test('is stored under a name made of its address, with its secret in Key Vault, and read from now on', () => {
    const stored = toStoredMailbox(wanted({ ...imap, password: 'of no concern here' }), null, now);
    expect(stored).toMatchObject({
      kind: 'imap',
      mailboxId: expect.stringMatching(/^sales-[0-9a-z]{10}$/),
      address: 'sales@contoso.example',
      host: 'mail.contoso.example',
      port: 993,
      tls: 'implicit',
      enabled: true,
      // clocks differ
      since: '2026-11-02T08:50:00.000Z',
      login: { method: 'password', secretName: `mailbox-${stored.mailboxId}` },
    });
    expect(JSON.stringify(stored)).not.toContain('of no concern');
    expect(toStoredMailbox(wanted(), null, new Date()).mailboxId).toBe(stored.mailboxId);
  });

  test.each([
    ['support@contoso.example', /^support-[0-9a-z]{10}$/],
    ['it.help-desk+x@contoso.example', /^it-help-desk-x-[0-9a-z]{10}$/],
    ['støtte@contoso.example', /^st-tte-[0-9a-z]{10}$/],
    ['ø@contoso.example', /^mailbox-[0-9a-z]{10}$/],
    [`${'a'.repeat(60)}@contoso.example`, /^a{24}-[0-9a-z]{10}$/],
  ])('has an id that one can read: %s', (address, id) => {
    expect(toStoredMailbox(wanted({ ...imap, address }), null, now).mailboxId).toMatch(id);
  });

  test.each([
    ['a field that is unknown', { hots: 'x' }, /hots/],
    ['no provider of ours', { provider: 'pop3' }, /provider/],
    ['a field of another provider', { url: 'https://mail.contoso.example/EWS/Exchange.asmx' }, /url/],
    ['an address that is none', { address: 'sales' }, /must be an e-mail address/],
    ['too long a password', { password: 'x'.repeat(1001) }, /password/],
  ])('is refused with %s, which is named', (_, more, message) => {
    const read = WantedMailbox.safeParse({ ...wanted(), ...more });
    expect(read.error?.message).toMatch(message);
  });

  test('keeps what is found out and what is not sent: addressing, since, its secret, whether it is paused', () => {
    const before = { ...toStoredMailbox(wanted(), null, now), plusAddressing: true, enabled: false };
    const after = toStoredMailbox(wanted({ ...imap, host: 'other.contoso.example' }), before, new Date('2026-12-01T00:00:00Z'));
    expect(after).toEqual({ ...before, host: 'other.contoso.example' });
  });

  test('may go to another provider, and is the same mailbox', () => {
    const before = toStoredMailbox(wanted({ ...imap, senderName: 'Sales' }), null, now);
    const after = toStoredMailbox(
      WantedMailbox.parse({ address: 'sales@contoso.example', provider: 'graph', queueId: 'sales', senderName: 'Sales' }),
      before,
      now,
    );
    expect(after).toMatchObject({
      mailboxId: before.mailboxId,
      kind: 'graph',
      user: 'sales@contoso.example',
      senderName: 'Sales',
      folder: 'inbox',
    });
    expect(after).not.toHaveProperty('login');
  });
});

describe('a mailbox that is shown', () => {
  const each = [
    wanted({ ...imap, security: 'starttls', port: 143, since: null, addressing: 'plus', password: 'secret' }),
    wanted({
      ...imap,
      login: {
        method: 'client-credentials',
        tenantId: 'contoso.example',
        clientId: crypto.randomUUID(),
        scope: 'https://outlook.office365.com/.default',
      },
    }),
    wanted({ provider: 'ews', user: 'sales', url: 'https://mail.contoso.example/EWS/Exchange.asmx', access: 'impersonation' }),
    wanted({
      provider: 'graph',
      afterIntake: { action: 'mark-seen' },
      afterRefusal: { action: 'move', folder: 'Refused' },
    }),
  ].map((one) => toStoredMailbox(one, null, now));

  test.each(each)('can be sent back as it is, and is the same: %o', (stored) => {
    expect(toStoredMailbox(WantedMailbox.parse(shown(stored)), stored, new Date())).toEqual(stored);
  });

  test.each(each)('says how it does, and neither a secret nor the name of one', (stored) => {
    const one = shown(stored);
    expect(one).toMatchObject({ id: stored.mailboxId, state: 'healthy', health: { lastMailAt: null, lastSuccessAt: null, problem: null } });
    expect(JSON.stringify(one)).not.toMatch(/secret|password"\s*:/i);
  });

  test('that was connected before tells from when on it has been read', () => {
    const [stored] = each;
    if (!stored) throw new Error('there is none');
    const health = {
      connectedAt: '2026-10-01T10:00:00Z',
      lastPolledAt: null,
      lastMailAt: null,
      failures: 0,
      lastError: null,
      retryAt: null,
      stuckOn: null,
    };
    const { since: _, ...older } = stored;
    expect(shown(older, health).since).toBe('2026-10-01T09:50:00.000Z');
  });
});

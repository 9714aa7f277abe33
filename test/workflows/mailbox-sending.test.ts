import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseSettings } from '../../shared/config.ts';
import type { OutgoingMail } from '../../shared/domain/mail/outgoing-mail.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { MailSenderError } from '../../shared/errors.ts';
import type { MailSender, SendOptions } from '../../shared/ports/mail-sender.ts';
import { type Channel, withFallback } from '../../shared/wiring/senders.ts';
import { smtpChannel } from '../../shared/wiring/smtp-channel.ts';
import { changeMailbox } from '../../shared/workflows/mailboxes/change-mailbox.ts';
import { showMailbox } from '../../shared/workflows/mailboxes/show-mailboxes.ts';
import { exportSettings } from '../../shared/workflows/settings/export-settings.ts';
import { aSettingsApi } from '../support/a-settings-api.ts';
import { anOutgoingMail } from '../support/an-outgoing-mail.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';
import { loopbackDialer } from '../support/loopback-dialer.ts';
import { anAdmin as adminOf, by, imap, refused } from './a-mailbox-admin.ts';

/** By what the mail of a mailbox leaves. */

let api: Awaited<ReturnType<typeof aSettingsApi>>;
beforeAll(async () => {
  api = await aSettingsApi();
});
afterAll(() => api?.end());

const anAdmin = () => adminOf(api);
const smtp = (more: object = {}) => ({ host: 'smtp.contoso.example', user: 'support', password: 'secret-9', ...more });

describe('a mailbox that sends by SMTP', () => {
  test('keeps the password for that in Key Vault alone, and shows the rest', async () => {
    const admin = anAdmin();
    const { id, item } = await admin.connect(imap({ sendsBy: 'smtp', fallbackTo: 'acs', smtp: smtp() }));
    expect(item).toMatchObject({
      sendsBy: 'smtp',
      fallbackTo: 'acs',
      smtp: {
        host: 'smtp.contoso.example',
        port: 587,
        security: 'starttls',
        user: 'support',
        login: { method: 'password' },
        savesSent: false,
      },
    });
    expect(Object.fromEntries(admin.secrets)).toMatchObject({ [`mailbox-smtp-${id}`]: 'secret-9', [`mailbox-${id}`]: 'secret-1' });
    const shown = JSON.stringify([item, await showMailbox(admin.deps, id), await exportSettings(admin.deps, undefined)]);
    expect(shown).not.toMatch(/secret-9|mailbox-smtp-/);
  });

  test('keeps it when it is changed, but shows it to no other server', async () => {
    const admin = anAdmin();
    const { id } = await admin.connect(imap({ sendsBy: 'smtp', smtp: smtp() }));
    const change = async (more: object) => {
      const { item, etag } = await showMailbox(admin.deps, id);
      return changeMailbox(admin.deps, { id, ifMatch: etag, body: { ...item, ...more }, by });
    };
    expect((await change({ senderName: 'Sales' })).item).toMatchObject({ smtp: { host: 'smtp.contoso.example' } });
    expect(await refused(change({ smtp: smtp({ host: 'smtp.evil.example', password: '' }) }))).toMatch(/^422 smtp\.password: is needed/);
    await change({ smtp: smtp({ host: 'smtp2.contoso.example', password: 'secret-10' }) });
    expect(admin.secrets.get(`mailbox-smtp-${id}`)).toBe('secret-10');
    expect(await refused(change({ smtp: null }))).toMatch(/^422 smtp: is needed/);
    expect((await change({ sendsBy: 'acs', smtp: null })).item).toMatchObject({ sendsBy: 'acs', smtp: null });
  });

  test.each([
    ['no server', { sendsBy: 'smtp' }, /^422 smtp: is needed/],
    ['no password', { smtp: smtp({ password: '' }) }, /^422 smtp\.password: is needed/],
    ['no TLS', { smtp: smtp({ security: 'none' }) }, /^422 smtp\.security: without TLS/],
    [
      'the password for reading at another provider',
      { smtp: smtp({ password: undefined, login: { method: 'as-mailbox' } }) },
      /^422 smtp\.login: /,
    ],
    ['a field of no meaning', { smtp: smtp({ pool: true }) }, /^400 .*smtp/],
  ])('is refused with %s', async (_, more, message) => {
    const admin = anAdmin();
    const answer = await refused(admin.connect(imap(more)));
    expect(answer).toMatch(message);
    expect(answer).not.toMatch(/secret/);
    expect(admin.secrets.size).toBe(0);
  });

  test('signs in as for reading at the server of the same provider', async () => {
    const wanted = imap({
      host: 'imap.gmail.com',
      smtp: smtp({ host: 'smtp.gmail.com', port: 465, security: 'tls', password: undefined, login: { method: 'as-mailbox' } }),
    });
    expect((await anAdmin().connect(wanted)).item).toMatchObject({ smtp: { login: { method: 'as-mailbox' } } });
  });
});

describe('a mailbox whose channel takes no mail', () => {
  const sent: OutgoingMail[] = [];
  const other: Channel = {
    name: 'other',
    pace: { perMinute: 1, perHour: 1 },
    address: 'donotreply@contoso.example',
    limits: { maxBytes: 1, types: null },
    open: async (): Promise<MailSender> => ({ send }),
  };
  const send = async (mail: OutgoingMail) => {
    sent.push(mail);
    return { kind: 'accepted' as const };
  };
  const outOf = (perhapsTaken: boolean) => ({
    ...other,
    address: 'support@contoso.example',
    open: async (): Promise<MailSender> => ({
      send: () => Promise.reject(new MailSenderError('out', { retryAfterMs: null, perhapsTaken })),
    }),
  });
  const trying = async (channel: Channel, options?: SendOptions) => {
    sent.length = 0;
    const mail = anOutgoingMail();
    const result = await (await channel.open()).send(mail, options).catch((error: unknown) => error);
    return { mail, result };
  };

  test('sends by the other one that an admin named, from its address, as the same mail', async () => {
    const { mail, result } = await trying(withFallback(outOf(false), other));
    expect(result).toEqual({ kind: 'accepted' });
    expect(sent).toEqual([{ ...mail, from: { ...mail.from, address: 'donotreply@contoso.example' } }]);
  });

  test.each([
    ['no other was named', outOf(false), null, undefined],
    ['the channel perhaps has the mail', outOf(true), other, undefined],
    ['an earlier try perhaps got through', outOf(false), other, { again: true }],
  ])('waits where %s', async (_, channel, fallback, options) => {
    const { result } = await trying(withFallback(channel, fallback), options);
    expect(result).toBeInstanceOf(MailSenderError);
    expect(sent).toEqual([]);
  });

  test('by SMTP, to a server that is not there, says so', async () => {
    const settings = parseSettings({ ...process.env, ...needed });
    const open = smtpChannel(
      settings,
      { token: async () => '', dialer: loopbackDialer },
      { access: async () => '', secretOf: async () => 'secret' },
    );
    const server = {
      host: '127.0.0.1',
      port: 9,
      user: 'support',
      security: 'starttls',
      login: { method: 'password', secretName: 'mailbox-smtp-helpdesk' },
    };
    const mailbox = imapMailbox(993, { sendsBy: 'smtp', smtp: Object(server) });
    await expect(open(mailbox).send(anOutgoingMail())).rejects.toMatchObject({
      reason: remark('smtp-unreachable', { host: '127.0.0.1', said: expect.stringMatching(/ECONNREFUSED/) }),
      perhapsTaken: false,
    });
  });
});

const needed = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  COSMOS_ENDPOINT: 'https://localhost:8081',
  KEY_VAULT_URL: 'https://localhost:8443',
  ACS_ENDPOINT: 'https://localhost:8444',
  ACS_SENDER: 'donotreply@contoso.example',
  PUBLIC_URL: 'https://localhost:7071',
  TICKET_URL: 'https://psa.contoso.example/{number}',
};

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeMailbox } from '../../shared/workflows/mailboxes/change-mailbox.ts';
import { listMailboxes, showMailbox } from '../../shared/workflows/mailboxes/show-mailboxes.ts';
import { exportSettings } from '../../shared/workflows/settings/export-settings.ts';
import { listSettingChanges } from '../../shared/workflows/settings/list-setting-changes.ts';
import { aSettingsApi } from '../support/a-settings-api.ts';
import { anAdmin as adminOf, by, health, imap, refused } from './a-mailbox-admin.ts';

/** Mailboxes as an admin connects and changes them. */

let api: Awaited<ReturnType<typeof aSettingsApi>>;
beforeAll(async () => {
  api = await aSettingsApi();
});
afterAll(() => api?.end());

const anAdmin = () => adminOf(api);

describe('connecting', () => {
  test('keeps the secret in Key Vault alone, and has the mailbox read at once', async () => {
    const admin = anAdmin();
    const { id, item } = await admin.connect(imap());
    expect(item).toMatchObject({ id, provider: 'imap', state: 'healthy', security: 'tls', passwordChangedAt: expect.any(String) });
    expect([...admin.secrets]).toEqual([[`mailbox-${id}`, 'secret-1']]);
    expect(admin.polls).toMatchObject([{ mailboxId: id, subscription: 'renew' }]);
    const kept = JSON.stringify([
      item,
      await showMailbox(admin.deps, id),
      await listMailboxes(admin.deps, { limit: 1000 }),
      await exportSettings(admin.deps, undefined),
      await listSettingChanges(api.deps, { kind: 'mailboxes', limit: 50 }),
      (await api.database.container('mailboxes').items.query('SELECT * FROM c').fetchAll()).resources,
      (await api.database.container('settings').items.query('SELECT * FROM c').fetchAll()).resources,
    ]);
    expect(kept).not.toContain('secret-1');
  });

  test('twice makes one: the second is refused, and changes nothing', async () => {
    const admin = anAdmin();
    const wanted = imap();
    const { id } = await admin.connect(wanted);
    expect(await refused(admin.connect({ ...wanted, password: 'secret-2' }))).toMatch(
      /^409 address: mailbox .* has "sales\d+@contoso.example" already/,
    );
    expect(admin.secrets.get(`mailbox-${id}`)).toBe('secret-1');
  });

  test('is possible again at the address that another mailbox has given up', async () => {
    const admin = anAdmin();
    const wanted = imap();
    const { id } = await admin.connect(wanted);
    const { item, etag } = await showMailbox(admin.deps, id);
    await changeMailbox(admin.deps, { id, ifMatch: etag, body: { ...item, address: 'moved@contoso.example' }, by });
    const again = await admin.connect({ ...wanted, password: 'secret-2' });
    expect(again.id).not.toBe(id);
    expect([...admin.secrets]).toEqual([
      [`mailbox-${id}`, 'secret-1'],
      [`mailbox-${again.id}`, 'secret-2'],
    ]);
  });

  test.each([
    ['the address of another', () => imap({ address: 'support@contoso.example' }), /^409 address: .*has "support@contoso.example"/],
    ['an alias that is the address of another', () => imap({ aliases: ['helpdesk@contoso.example'] }), /^409 .*"helpdesk@contoso.example"/],
    ['no such queue', () => imap({ queueId: 'nowhere' }), /^422 queueId: there is no queue "nowhere"/],
    ['no password', () => imap({ password: '' }), /^422 password: is needed/],
    ['no TLS', () => imap({ security: 'none', port: 143 }), /^422 security: without TLS .*ALLOW_PLAIN_IMAP/],
    ['a field of no meaning', () => imap({ url: 'https://x.example' }), /^400 .*url/],
  ])('is refused with %s', async (_, wanted, message) => {
    const admin = anAdmin();
    const answer = await refused(admin.connect(wanted()));
    expect(answer).toMatch(message);
    expect(answer).not.toContain('secret-1');
    expect(admin.secrets.size).toBe(0);
  });

  test('may do without TLS where the installation allows it', async () => {
    const admin = anAdmin();
    admin.deps.allowPlainImap = true;
    expect((await admin.connect(imap({ security: 'none' }))).item).toMatchObject({ security: 'none' });
  });
});

describe('changing', () => {
  const change = async (admin: ReturnType<typeof anAdmin>, id: string, more: object, ifMatch?: string | null) => {
    const { item, etag } = await showMailbox(admin.deps, id);
    return changeMailbox(admin.deps, { id, ifMatch: ifMatch === undefined ? etag : ifMatch, body: { ...item, ...more }, by });
  };

  test('takes what was read, and keeps the password that was not sent', async () => {
    const admin = anAdmin();
    const { id } = await admin.connect(imap());
    for (const password of [undefined, ''])
      expect(
        (await change(admin, id, { senderName: `Sales (${password})`, ...(password === undefined ? {} : { password }) })).item,
      ).toMatchObject({
        senderName: `Sales (${password})`,
      });
    expect([...admin.secrets.values()]).toEqual(['secret-1']);
    await change(admin, id, { password: 'secret-2' });
    expect([...admin.secrets]).toEqual([[`mailbox-${id}`, 'secret-2']]);
    const { items } = await listSettingChanges(api.deps, { kind: 'mailboxes', id, limit: 10 });
    expect(items.map(({ action, by: who }) => [action, who])).toEqual([...Array(3).fill(['change', 'Ada']), ['create', 'Ada']]);
  });

  test('needs the version that was read', async () => {
    const admin = anAdmin();
    const { id } = await admin.connect(imap());
    expect(await refused(change(admin, id, { password: 'secret-2' }, null))).toMatch(/^428/);
    expect(await refused(change(admin, id, { password: 'secret-2' }, '"of yesterday"'))).toMatch(/^412/);
    expect([...admin.secrets.values()]).toEqual(['secret-1']);
  });

  test.each([
    ['its name', { senderName: 'Sales' }, true, false],
    ['its server', { host: 'other.contoso.example', password: 'secret-1' }, true, true],
    ['its port', { port: 143, security: 'starttls' }, true, true],
    ['its password', { password: 'secret-2' }, true, true],
    ['its user: it may be another mailbox', { user: 'marketing' }, false, true],
  ] as const)('of %s: where it was read up to, and what went wrong', async (_, more, keepsCursor, triesAnew) => {
    const admin = anAdmin();
    const { id } = await admin.connect(imap());
    await admin.store.writeCursor(id, { kind: 'imap', token: '7.42' });
    await admin.store.writeHealth(id, health);
    await change(admin, id, more);
    const state = await admin.store.readMailbox(id);
    expect(state?.cursor).toEqual(keepsCursor ? { kind: 'imap', token: '7.42' } : null);
    expect(state?.health).toMatchObject({
      lastMailAt: health.lastMailAt,
      failures: triesAnew ? 0 : 3,
      retryAt: triesAnew ? null : health.retryAt,
    });
    expect(admin.polls.at(-1)).toMatchObject({ mailboxId: id, subscription: 'renew' });
  });

  test('to another server needs the password again: who may change the server need not know it', async () => {
    const admin = anAdmin();
    const { id } = await admin.connect(imap());
    expect(await refused(change(admin, id, { host: 'mail.elsewhere.example' }))).toMatch(/^422 password: is needed again/);
    expect((await showMailbox(admin.deps, id)).item).toMatchObject({ host: 'mail.contoso.example' });
  });

  test.each([
    ['imap', { host: 'outlook.office365.com' }, 'https://outlook.office.com/.default', /^done/],
    ['imap', { host: 'mail.elsewhere.example' }, 'https://outlook.office365.com/.default', /^422 login\.scope/],
    ['imap', { host: 'mail.elsewhere.example' }, 'https://vault.azure.net/.default', /^422 login\.scope/],
    ['ews', { url: 'https://mail.contoso.example/EWS/Exchange.asmx' }, 'https://mail.contoso.example/.default', /^done/],
    ['ews', { url: 'https://mail.contoso.example/EWS/Exchange.asmx' }, 'https://graph.microsoft.com/.default', /^422 login\.scope/],
    ['ews', { url: null }, 'https://mail.contoso.example/.default', /^422 url: is needed/],
  ])('over %s to %j: a token of the app itself for %s goes to its own server alone', async (provider, server, scope, answer) => {
    const { host: _, password: __, ...rest } = imap();
    const wanted = { ...rest, provider, ...server, login: { method: 'managed-identity', scope } };
    expect(await refused(anAdmin().connect(wanted))).toMatch(answer);
  });

  test('to a login without a secret destroys the secret', async () => {
    const admin = anAdmin();
    const { id } = await admin.connect(imap());
    await change(admin, id, { login: { method: 'managed-identity', scope: 'https://mail.contoso.example/.default' } });
    expect(admin.secrets.size).toBe(0);
  });
});

test('a mailbox of which something can not be read is shown, and says what', async () => {
  const admin = anAdmin();
  const { id } = await admin.connect(imap());
  await api.database.container('mailboxes').items.upsert({ id: 'health', type: 'health', mailboxId: id, failures: 'many' });
  const { items } = await listMailboxes(admin.deps, { limit: 1000 });
  const shown = { id, state: 'failing', health: { problem: expect.stringContaining('failures') } };
  expect(items.find((item) => 'id' in item && item.id === id)).toMatchObject(shown);
  expect((await showMailbox(admin.deps, id)).item).toMatchObject(shown);
});

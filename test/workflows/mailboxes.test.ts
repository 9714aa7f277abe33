import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailboxRest } from '../../shared/adapters/cosmos/mailbox-rest.ts';
import { mailboxStore } from '../../shared/adapters/cosmos/mailboxes.ts';
import type { PollRef } from '../../shared/domain/queue-items.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { changeMailbox } from '../../shared/workflows/mailboxes/change-mailbox.ts';
import { connectMailbox } from '../../shared/workflows/mailboxes/connect-mailbox.ts';
import { disconnectMailbox } from '../../shared/workflows/mailboxes/disconnect-mailbox.ts';
import type { MailboxAdminDeps } from '../../shared/workflows/mailboxes/mailbox-admin-deps.ts';
import { pauseMailbox, resumeMailbox } from '../../shared/workflows/mailboxes/pause-mailbox.ts';
import { listMailboxes, showMailbox } from '../../shared/workflows/mailboxes/show-mailboxes.ts';
import { exportSettings } from '../../shared/workflows/settings/export-settings.ts';
import { listSettingChanges } from '../../shared/workflows/settings/list-setting-changes.ts';
import { aSettingsApi } from '../support/a-settings-api.ts';

/** Mailboxes as an admin connects, changes, pauses and disconnects them. */

let api: Awaited<ReturnType<typeof aSettingsApi>>;
beforeAll(async () => {
  api = await aSettingsApi();
});
afterAll(() => api?.end());

const by = 'Ada';
let count = 0;
const imap = (more: object = {}) => ({
  address: `sales${++count}@contoso.example`,
  provider: 'imap',
  queueId: 'support',
  host: 'mail.contoso.example',
  user: 'sales',
  password: 'secret-1',
  ...more,
});

/** What the API works with; Key Vault and the queue of polls are lists, Graph counts. */
function anAdmin() {
  const world = {
    secrets: new Map<string, string>(),
    polls: [] as PollRef[],
    ended: [] as string[],
    graphIsOut: false,
    /** Dies before the write of this name. */
    diesBefore: '',
  };
  const step = (name: string) => {
    if (world.diesBefore === name) throw new Error(`killed before ${name}`);
  };
  const store = mailboxStore(
    api.database.container('mailboxes'),
    () => new Date(),
    () => {},
  );
  const rest = mailboxRest(api.database.container('mailboxes'));
  const deps: MailboxAdminDeps = {
    ...api.deps,
    readMailbox: store.readMailbox,
    listMailboxes: store.listMailboxes,
    writeHealth: store.writeHealth,
    secrets: {
      write: async (name, value) => void world.secrets.set(name, value),
      async remove(name) {
        step('secret');
        world.secrets.delete(name);
      },
    },
    allowPlainImap: false,
    async enqueuePoll(ref) {
      step('poll');
      world.polls.push(ref);
    },
    async endSubscription({ mailboxId }, stored) {
      if (world.graphIsOut) throw new MailSourceError('unreachable', 'no route to Graph');
      if (await store.writeSubscription(mailboxId, null, stored)) world.ended.push(mailboxId);
    },
    ...rest,
    async removeRest(id) {
      step('rest');
      await rest.removeRest(id);
    },
  };
  return Object.assign(world, { deps, store, connect: (body: object) => connectMailbox(deps, body, by) });
}

const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    ({ status, message }) => `${status} ${message}`,
  );
const graph = (more: object = {}) => ({ address: `team${++count}@contoso.example`, provider: 'graph', queueId: 'support', ...more });
const subscription = (mailboxId: string) => ({
  subscriptionId: `of ${mailboxId}`,
  resource: '/users/team/messages',
  expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  clientStateSha256: mailboxId,
  notificationUrl: 'https://psa.contoso.example/api/graph/notifications',
});
const health = {
  lastPolledAt: '2026-11-02T09:00:00.000Z',
  lastMailAt: '2026-11-02T08:00:00.000Z',
  failures: 3,
  lastError: 'login-refused: wrong password',
  retryAt: '2099-01-01T00:00:00.000Z',
  stuckOn: null,
};

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

  test('to a login without a secret destroys the secret', async () => {
    const admin = anAdmin();
    const { id } = await admin.connect(imap());
    await change(admin, id, { login: { method: 'managed-identity', scope: 'https://outlook.office365.com/.default' } });
    expect(admin.secrets.size).toBe(0);
  });
});

describe('pausing', () => {
  test('gives the subscription up, keeps where it was read up to, and resuming reads on at once', async () => {
    const admin = anAdmin();
    const { id } = await admin.connect(graph());
    await admin.store.writeCursor(id, { kind: 'graph', token: 'https://graph.example/delta' });
    await admin.store.writeSubscription(id, subscription(id), null);
    await admin.store.writeHealth(id, health);
    const paused = await pauseMailbox(admin.deps, id, by);
    expect(paused.item).toMatchObject({ id, state: 'paused' });
    expect(admin.ended).toEqual([id]);
    expect(await pauseMailbox(admin.deps, id, by)).toMatchObject({ etag: paused.etag });
    const resumed = await resumeMailbox(admin.deps, id, by);
    expect(resumed.item).toMatchObject({ state: 'healthy' });
    expect(await admin.store.readMailbox(id)).toMatchObject({
      cursor: { kind: 'graph' },
      subscription: null,
      health: { failures: 0, retryAt: null },
    });
    expect(admin.polls.at(-1)).toMatchObject({ mailboxId: id, subscription: 'renew' });
    const { items } = await listSettingChanges(api.deps, { kind: 'mailboxes', id, limit: 10 });
    expect(items.map(({ before, after }) => [before?.paused, after?.paused])).toEqual([
      [true, false],
      [false, true],
      [undefined, undefined],
    ]);
  });

  test('works while Graph is out: what sees to subscriptions ends it later', async () => {
    const admin = anAdmin();
    const { id } = await admin.connect(graph());
    await admin.store.writeSubscription(id, subscription(id), null);
    admin.graphIsOut = true;
    expect((await pauseMailbox(admin.deps, id, by)).item).toMatchObject({ state: 'paused' });
  });

  test('of no mailbox is refused', async () => {
    const admin = anAdmin();
    expect(await refused(pauseMailbox(admin.deps, 'nowhere', by))).toBe('404 id: there is no mailbox "nowhere"');
    expect(await refused(resumeMailbox(admin.deps, 'nowhere', by))).toBe('404 id: there is no mailbox "nowhere"');
  });
});

describe('disconnecting', () => {
  const disconnect = async (admin: ReturnType<typeof anAdmin>, id: string) => {
    const { etag } = await showMailbox(admin.deps, id);
    return disconnectMailbox(admin.deps, { id, ifMatch: etag, by });
  };
  const leftOf = async (id: string) =>
    (
      await api.database
        .container('mailboxes')
        .items.query({ query: 'SELECT * FROM c WHERE c.mailboxId = @id', parameters: [{ name: '@id', value: id }] })
        .fetchAll()
    ).resources;

  test('leaves nothing of it: neither secret nor subscription nor what was remembered; its tickets stay and are told', async () => {
    const admin = anAdmin();
    const { id } = await admin.connect(imap());
    await admin.store.writeCursor(id, { kind: 'imap', token: '7.42' });
    await admin.store.writeHealth(id, health);
    const tickets = api.database.container('tickets');
    await tickets.items.create({ id: 'ticket', type: 'ticket', ticketId: `of ${id}`, mailboxId: id, status: 'open' });
    expect((await showMailbox(admin.deps, id)).item).toMatchObject({ hangsOnIt: '1 open ticket' });
    expect(await disconnect(admin, id)).toEqual({ hungOnIt: '1 open ticket' });
    expect([admin.secrets.size, await leftOf(id)]).toEqual([0, []]);
    expect(await refused(showMailbox(admin.deps, id))).toMatch(/^404/);
    expect((await tickets.item('ticket', `of ${id}`).read()).resource).toMatchObject({ mailboxId: id });
  });

  test('ends the subscription, or leaves it to run out', async () => {
    for (const graphIsOut of [false, true]) {
      const admin = anAdmin();
      const { id } = await admin.connect(graph());
      await admin.store.writeSubscription(id, subscription(id), null);
      admin.graphIsOut = graphIsOut;
      await disconnect(admin, id);
      expect(admin.ended).toEqual(graphIsOut ? [] : [id]);
      expect(await leftOf(id)).toEqual([]);
    }
  });

  test.each(['rest', 'secret'])('is finished when it is asked for again, where it died before %s', async (diesBefore) => {
    const admin = anAdmin();
    const { id } = await admin.connect(imap());
    await admin.store.writeHealth(id, health);
    admin.diesBefore = diesBefore;
    expect(await refused(disconnect(admin, id))).toContain('killed');
    admin.diesBefore = '';
    expect(await refused(disconnectMailbox(admin.deps, { id, ifMatch: '"any"', by }))).toMatch(/^404/);
    expect([admin.secrets.size, await leftOf(id)]).toEqual([0, []]);
  });

  test('spares a secret that another mailbox has, too', async () => {
    const admin = anAdmin();
    const { id } = await admin.connect(imap());
    const other = await admin.connect(imap());
    const item = api.database.container('mailboxes').item('mailbox', other.id);
    await item.patch([{ op: 'set', path: '/login/secretName', value: `mailbox-${id}` }]);
    await disconnect(admin, id);
    expect(admin.secrets.get(`mailbox-${id}`)).toBe('secret-1');
  });

  test('and connecting again begins anew', async () => {
    const admin = anAdmin();
    const wanted = imap();
    const { id } = await admin.connect(wanted);
    await disconnect(admin, id);
    // a poll that was under way wrote this after
    await admin.store.writeCursor(id, { kind: 'imap', token: '7.42' });
    expect((await admin.connect(wanted)).id).toBe(id);
    expect((await admin.store.readMailbox(id))?.cursor).toBeNull();
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

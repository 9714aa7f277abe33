import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disconnectMailbox } from '../../shared/workflows/mailboxes/disconnect-mailbox.ts';
import { pauseMailbox, resumeMailbox } from '../../shared/workflows/mailboxes/pause-mailbox.ts';
import { showMailbox } from '../../shared/workflows/mailboxes/show-mailboxes.ts';
import { listSettingChanges } from '../../shared/workflows/settings/list-setting-changes.ts';
import { aSettingsApi } from '../support/a-settings-api.ts';
import { anAdmin as adminOf, by, graph, health, imap, refused, subscription } from './a-mailbox-admin.ts';

/** Mailboxes as an admin pauses, resumes and disconnects them. */

let api: Awaited<ReturnType<typeof aSettingsApi>>;
beforeAll(async () => {
  api = await aSettingsApi();
});
afterAll(() => api?.end());

const anAdmin = () => adminOf(api);

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

  test('is finished also where a person had consented: their token is gone, too', async () => {
    const admin = anAdmin();
    const { id } = await admin.connect(graph({ login: { method: 'refresh-token' } }));
    admin.secrets.set(`oauth-${id}`, 'refresh token');
    admin.diesBefore = 'rest';
    expect(await refused(disconnect(admin, id))).toContain('killed');
    admin.diesBefore = '';
    expect(await refused(disconnectMailbox(admin.deps, { id, ifMatch: '"any"', by }))).toMatch(/^404/);
    expect([...admin.secrets]).toEqual([]);
  });

  test.each(['__proto__', ' ', 'a b', '%2F', ':alerts', '\ud800', 'x'.repeat(300)])(
    'of %j, which no mailbox can be called, is refused and removes nothing',
    async (id) => {
      const book = { id: 'alert-book', type: 'alert-book', mailboxId: ':alerts' };
      await api.database.container('mailboxes').items.upsert(book);
      expect(await refused(disconnectMailbox(anAdmin().deps, { id, ifMatch: '"any"', by }))).toMatch(/^404/);
      expect(await leftOf(':alerts')).toMatchObject([book]);
    },
  );
  test.each(['', 'secret'])('destroys the token of a consent, and a password of before; died before "%s"', async (diesBefore) => {
    const admin = anAdmin();
    const { id } = await admin.connect(imap());
    // authorised by a person since
    admin.secrets.set(`oauth-${id}`, 'token');
    const login = { method: 'refresh-token', provider: 'google', secretName: `oauth-${id}` };
    await api.database
      .container('mailboxes')
      .item('mailbox', id)
      .patch([{ op: 'set', path: '/login', value: login }]);
    admin.diesBefore = diesBefore;
    await refused(disconnect(admin, id));
    admin.diesBefore = '';
    if (diesBefore) await refused(disconnectMailbox(admin.deps, { id, ifMatch: '"any"', by }));
    expect([...admin.secrets]).toEqual([]);
  });

  test('lets another mailbox have its address at once', async () => {
    const admin = anAdmin();
    const wanted = imap({ aliases: ['orders@contoso.example'] });
    const { id } = await admin.connect(wanted);
    await disconnect(admin, id);
    expect((await admin.connect(imap({ aliases: ['orders@contoso.example', wanted.address] }))).id).not.toBe(id);
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

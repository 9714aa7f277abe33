import { afterAll, beforeAll, expect, test } from 'vitest';
import { listMailboxes, showMailbox } from '../../../shared/workflows/mailboxes/show-mailboxes.ts';
import { exportSettings } from '../../../shared/workflows/settings/export-settings.ts';
import { importSettings } from '../../../shared/workflows/settings/import-settings.ts';
import { aSettingsApi } from '../../support/a-settings-api.ts';
import { anAdmin, by, imap } from '../a-mailbox-admin.ts';

/** Mailboxes that move from one installation to another: without secrets, and never at once. */

type Api = Awaited<ReturnType<typeof aSettingsApi>>;
let here: Api;
let there: Api;
beforeAll(async () => {
  [here, there] = await Promise.all([aSettingsApi(), aSettingsApi()]);
});
afterAll(() => Promise.all([here?.end(), there?.end()]));

const bring = async (api: Api, ...mailboxes: object[]) =>
  (await importSettings(api.deps, { schema: 1, settings: { mailboxes } }, { dryRun: false, by })).changes;
const exported = async (api: Api, id: string) => {
  const { mailboxes } = (await exportSettings(api.deps, undefined)).settings;
  return Object((Array.isArray(mailboxes) ? mailboxes : []).find((one) => one.id === id));
};

test('one that is new there is paused: its secret is not there, and the first installation still reads it', async () => {
  const { id } = await anAdmin(here).connect(imap());
  const document = await exported(here, id);
  expect(await bring(there, document)).toEqual([{ kind: 'mailboxes', id, action: 'create' }]);
  expect((await showMailbox(anAdmin(there).deps, id)).item).toMatchObject({ state: 'paused', host: 'mail.contoso.example' });
  // and the document says no more than before
  expect(await bring(there, document)).toEqual([{ kind: 'mailboxes', id, action: 'none' }]);
});

test('the document names the secrets that its mailboxes need, and has none', async () => {
  const { id } = await anAdmin(here).connect(imap());
  const { secrets, settings } = await exportSettings(here.deps, undefined);
  expect(secrets).toContainEqual({ kind: 'mailboxes', id, name: `mailbox-${id}` });
  expect(JSON.stringify({ secrets, settings })).not.toContain('secret-1');
});

test('those that are there already are not paused', async () => {
  const { id } = await anAdmin(here).connect(imap());
  expect(await bring(here, { ...(await exported(here, id)), senderName: 'Sales' })).toMatchObject([{ action: 'change' }]);
  const { items } = await listMailboxes(anAdmin(here).deps, { limit: 1000 });
  expect(items.find((item) => Object(item).id === id)).toMatchObject({ state: 'healthy', senderName: 'Sales' });
});

test.each([
  ['another server', { host: 'mail.evil.example' }, /^provider, host, url, login: the secret kept here/],
  [
    'another way of signing in',
    { login: { method: 'refresh-token', provider: 'google', tenantId: null, account: null } },
    /^provider, host/,
  ],
  ['a password', { password: 'secret-2' }, /^password: is not imported/],
])('a mailbox of here stays as it is when the document has %s', async (_, more, problem) => {
  const { id } = await anAdmin(here).connect(imap());
  const before = await exported(here, id);
  expect(await bring(here, { ...before, ...more })).toEqual([
    { kind: 'mailboxes', id, action: 'change', problem: expect.stringMatching(problem) },
  ]);
  expect(await exported(here, id)).toEqual(before);
});

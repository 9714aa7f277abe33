import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectIdFor } from '../../local/entra/identities.ts';
import { settingKinds } from '../../shared/adapters/cosmos/setting-kinds.ts';
import { settingsStore } from '../../shared/adapters/cosmos/settings-store.ts';
import { isAnnounced } from '../../shared/domain/mailboxes/is-own-account.ts';
import { Mailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import { planSubscription } from '../../shared/domain/subscriptions/plan-subscription.ts';
import { inWords } from '../../shared/domain/words/in-words.ts';
import { type AuthorisingWorld, anAuthorisingWorld } from '../support/an-authorising-world.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';

/** A mailbox that nobody signs in to, such as a shared one: by an account with full access. */

const alice = 'alice@contoso.example';
const login = { method: 'refresh-token', provider: 'microsoft', account: alice, secretName: 'oauth-shared' };
let world: AuthorisingWorld;
beforeAll(async () => {
  world = await anAuthorisingWorld();
  const mailboxes = settingsStore(settingKinds.mailbox, world.container, () => new Date());
  const shared = { mailboxId: 'shared', address: 'shared@contoso.example', user: 'shared@contoso.example' };
  await mailboxes.create(Mailbox.parse({ ...graphMailbox(), ...shared, login }), 'admin');
  const google = imapMailbox(993, { mailboxId: 'gmail', address: 'shop@gmail.example', user: 'shop@gmail.example' });
  await mailboxes.create(
    Mailbox.parse({ ...google, login: { method: 'refresh-token', provider: 'google', secretName: 'oauth-gmail' } }),
    'admin',
  );
});
afterAll(() => world.end());

describe('a shared mailbox', () => {
  test('is asked for by the account that is set, with the scopes for mailboxes of others', async () => {
    const { url, scopes } = await world.start('shared');
    expect(new URL(url).searchParams.get('login_hint')).toBe(alice);
    expect(scopes.at(-1)).toBe('https://graph.microsoft.com/Mail.Read.Shared');
  });

  test('whose account has no access yet is authorised all the same, and the page says what is missing', async () => {
    expect(await world.authorise('shared')).toMatchObject({
      kind: 'authorised',
      account: alice,
      isOwn: false,
      problem: expect.stringContaining('refused'),
    });
    expect((await world.refresh('shared')).token).not.toBe('');
  });

  test('is polled and never subscribed to: nothing would be announced', async () => {
    world.graph.giveAccess('shared@contoso.example', objectIdFor(alice));
    expect(await world.authorise('shared')).toMatchObject({ kind: 'authorised', isOwn: false, problem: null });
    const state = await world.mailboxes.readMailbox('shared');
    const mailbox = graphMailbox(Object(state?.mailbox));
    expect(isAnnounced(mailbox)).toBe(false);
    expect(
      planSubscription(mailbox, { slot: null, folder: 'inbox', subscription: null }, 'https://psa.contoso.example', 'recreate', new Date()),
    ).toBe('none');
  });

  test('may be signed in to by anybody who has full access: that is proven by the call that polls', async () => {
    const bob = 'bob@contoso.example';
    world.entra.nextSignIn({ account: bob });
    const refused = await world.authorise('shared');
    expect(refused.kind === 'refused' && inWords(refused.problem)).toMatch(/^bob@contoso.example signed in, which is not the mailbox/);
    world.graph.giveAccess('shared@contoso.example', objectIdFor(bob));
    world.entra.nextSignIn({ account: bob });
    expect(await world.authorise('shared')).toMatchObject({ kind: 'authorised', account: bob, isOwn: false, problem: null });
    expect((await world.mailboxes.readMailbox('shared'))?.mailbox).toMatchObject({ login: { account: bob } });
  });

  test('is refused to an account whose access could not be looked at, and that says so', async () => {
    world.entra.nextSignIn({ account: 'carol@contoso.example' });
    world.graph.faults.add({ operation: 'mailFolders', status: 503, times: 2 });
    const refused = await world.authorise('shared');
    world.graph.faults.clear();
    expect(refused.kind === 'refused' && inWords(refused.problem)).toMatch(/could not be found out: Microsoft Graph can not be reached/);
  });
});

describe('a mailbox of Google', () => {
  test('is asked for so that a refresh token comes', async () => {
    const { url, adminConsentUrl } = await world.start('gmail');
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      ...{ scope: 'openid email https://mail.google.com/', access_type: 'offline', prompt: 'consent select_account' },
      login_hint: 'shop@gmail.example',
    });
    expect(adminConsentUrl).toBeNull();
  });

  test('keeps its refresh token, which is not replaced at each use', async () => {
    expect(await world.authorise('gmail')).toMatchObject({ kind: 'authorised', account: 'shop@gmail.example', isOwn: true });
    const first = await world.secretNow('oauth-gmail');
    await world.refresh('gmail');
    await world.refresh('gmail');
    expect(await world.secretNow('oauth-gmail')).toBe(first);
    expect((await world.store.readAuthorisation('gmail'))?.authorisation).toMatchObject({ provider: 'google', tenantId: null });
  });
});

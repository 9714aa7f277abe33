import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Callback, FinishedAuthorisation } from '../../shared/domain/authorisation/callback.ts';
import { mailboxStatus } from '../../shared/domain/mailboxes/mailbox-status.ts';
import { inWords } from '../../shared/domain/words/in-words.ts';
import { type AuthorisingWorld, admin, anAuthorisingWorld } from '../support/an-authorising-world.ts';

/** How a person lets the app into a mailbox: from the admin's request to the kept token. */

let world: AuthorisingWorld;
beforeAll(async () => {
  world = await anAuthorisingWorld();
});
afterAll(() => world.end());
beforeEach(() => {
  world.clock.now = () => new Date();
});

const problemOf = (finished: FinishedAuthorisation) => (finished.kind === 'refused' ? inWords(finished.problem) : finished.kind);

describe('a mailbox is authorised by its owner', () => {
  test('and is then read by their consent, at once, where it stopped', async () => {
    await world.mailboxes.writeCursor('support', { kind: 'graph', token: 'as far as it was read' });
    await world.mailboxes.writeHealth('support', {
      lastPolledAt: '2026-01-01T00:00:00Z',
      lastMailAt: null,
      unauthorisedSince: '2026-01-02T00:00:00Z',
      failures: 3,
      lastError: 'needs-authorisation: …',
      retryAt: '2099-01-01T00:00:00Z',
      stuckOn: null,
    });
    world.polls.length = 0;
    const started = await world.start();
    expect(started.scopes).toEqual(['openid', 'profile', 'email', 'offline_access', 'https://graph.microsoft.com/Mail.Read']);
    const finished = await world.finish(await world.signIn(started.url));
    expect(finished).toEqual({
      ...{ kind: 'authorised', mailboxId: 'support', address: 'support@contoso.example', account: 'support@contoso.example' },
      ...{ isOwn: true, problem: null },
    });
    const state = await world.mailboxes.readMailbox('support');
    expect(state).toMatchObject({
      mailbox: { login: { method: 'refresh-token', provider: 'microsoft', account: null, secretName: 'oauth-support' } },
      cursor: { token: 'as far as it was read' },
      health: { failures: 0, retryAt: null, lastError: null },
    });
    // nor is it late for what could not be read until now
    expect(state && mailboxStatus(state, new Date())).toMatchObject({ state: 'healthy' });
    expect(world.polls).toMatchObject([{ mailboxId: 'support', subscription: 'recreate' }]);
    expect(await world.store.readAuthorisation('support')).toMatchObject({
      authorisation: { account: 'support@contoso.example', authorisedBy: 'admin@contoso.example', problem: null },
    });
    expect((await world.refresh()).token).not.toBe('');
    // the app itself read it so far
    expect(world.ended).toEqual(['support']);
  });

  test('with the account that is meant already chosen, by PKCE, and by the account picker', async () => {
    const url = new URL((await world.start()).url);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...{ prompt: 'select_account', login_hint: 'support@contoso.example', code_challenge_method: 'S256', response_type: 'code' },
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test('authorised again, it has the new token alone', async () => {
    await world.authorise();
    const first = await world.secretNow();
    await world.authorise();
    const versions = [];
    for await (const { enabled } of world.client.listPropertiesOfSecretVersions('oauth-support')) versions.push(enabled);
    expect(await world.secretNow()).not.toBe(first);
    expect(versions.filter(Boolean)).toHaveLength(1);
    expect(world.ended).toEqual(['support']);
  });
});

describe('a sign-in is refused', () => {
  test('as somebody else, who is named, and nothing is kept', async () => {
    await world.authorise();
    const before = await world.secretNow();
    world.entra.nextSignIn({ account: 'alice@contoso.example' });
    expect(problemOf(await world.authorise())).toBe(
      'alice@contoso.example signed in, which is not the mailbox support@contoso.example and has no full access to it. ' +
        'Authorise again and choose support@contoso.example; to use another account, give it full access to the mailbox first',
    );
    expect(await world.secretNow()).toBe(before);
  });

  test('a second time, also at the same moment: one of them is the first', async () => {
    const callback = await world.signIn((await world.start()).url);
    const finished = await Promise.all([world.finish(callback), world.instance().finish(callback), world.finish(callback)]);
    expect(finished.map(({ kind }) => kind).toSorted()).toEqual(['authorised', 'refused', 'refused']);
    expect(problemOf(await world.finish(callback))).toMatch(/^This sign-in is not known here/);
  });

  test('with a code that was redeemed before', async () => {
    const callback = await world.signIn((await world.start()).url);
    await world.finish(callback);
    const other = new URL((await world.start()).url).searchParams.get('state') ?? '';
    const again: Callback = { ...callback, state: other, parameters: { ...callback.parameters, state: other } };
    expect(problemOf(await world.finish(again))).toMatch(/AADSTS70000/);
  });

  test('after ten minutes', async () => {
    const callback = await world.signIn((await world.start()).url);
    world.clock.now = () => new Date(Date.now() + 601_000);
    expect(problemOf(await world.finish(callback))).toMatch(/^This sign-in took longer than 10 minutes/);
  });

  test('that another admin has started, and it is then over', async () => {
    const callback = await world.signIn((await world.start()).url);
    expect(problemOf(await world.finish(callback, { id: 'admin-2', name: 'Other' }))).toMatch(/^This sign-in was started by somebody else/);
    expect(problemOf(await world.finish(callback, admin))).toMatch(/^This sign-in is not known here/);
  });

  test.each([null, '', 'x', 'support.', `support.${'A'.repeat(43)}`, `nobody.${'A'.repeat(43)}`, '../x.y'])(
    'with the state %o, which nobody has started',
    async (state) => {
      const callback: Callback = {
        state,
        parameters: { code: 'x' },
        error: null,
        errorDescription: null,
        adminConsent: false,
        tenant: null,
      };
      expect(problemOf(await world.finish(callback))).toMatch(/^This sign-in is not known here/);
    },
  );

  test('when the person declines, with what to do', async () => {
    world.entra.nextSignIn({ refusal: { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent.' } });
    expect(problemOf(await world.authorise())).toBe(
      'The consent was declined (AADSTS65004). Open the link for administrators (adminConsentUrl) as an administrator of the organisation, then authorise the mailbox',
    );
  });

  test('when an administrator was asked for consent: that is awaited', async () => {
    world.entra.nextSignIn({ refusal: { error: 'consent_required', error_description: 'AADSTS90095: Admin consent is required.' } });
    expect(problemOf(await world.authorise())).toMatch(/waits for an administrator of the organisation \(AADSTS90095\)/);
  });
});

describe('an administrator consents for the organisation', () => {
  const consent = async () => {
    const { adminConsentUrl } = await world.start();
    return world.finish(await world.signIn(adminConsentUrl ?? ''));
  };

  test('which the organisation is asked about, since the answer proves nothing', async () => {
    const finished = await consent();
    expect(finished.kind === 'consent' && inWords(finished.said)).toBe('An administrator has consented: the organisation knows this app');
    world.entra.faults.add({ operation: '/token', status: 400, body: { error: 'unauthorized_client', error_codes: [700016] } });
    const unproven = await consent();
    expect(unproven.kind === 'consent' && inWords(unproven.said)).toMatch(/does not know this app yet \(AADSTS700016\)/);
  });

  test('in the portal, so that no state comes back', async () => {
    const callback: Callback = {
      state: null,
      parameters: {},
      error: null,
      errorDescription: null,
      adminConsent: true,
      tenant: 'contoso.example',
    };
    expect(await world.finish(callback)).toMatchObject({ kind: 'consent', said: { code: 'consent-seen' } });
  });
});

describe('what can not be authorised is told before anybody signs in', () => {
  test.each([
    ['nobody', 404, /there is no mailbox "nobody"/],
    ['helpdesk', 409, /^login.method: the mailbox logs in by other means/],
  ])('the mailbox %s', async (mailboxId, status, detail) => {
    await expect(world.start(mailboxId)).rejects.toMatchObject({ status, message: expect.stringMatching(detail) });
  });

  test('an organisation that Entra does not know', async () => {
    world.entra.faults.add({ operation: 'openid-configuration', status: 400, body: { error: 'invalid_tenant', error_codes: [90002] } });
    await expect(world.instance().start()).rejects.toMatchObject({
      status: 409,
      message: expect.stringMatching(/no such organisation in Entra \(AADSTS90002\)/),
    });
  });

  test('an installation without a client id', async () => {
    await expect(world.instance({ registrations: { microsoft: null } }).start()).rejects.toMatchObject({
      status: 409,
      message: expect.stringMatching(/OAUTH_CLIENT_ID/),
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AuthorisingWorld, anAuthorisingWorld } from '../support/an-authorising-world.ts';

/** What is made of a refusal: who can mend it, and when the token is sent again. */

let world: AuthorisingWorld;
beforeAll(async () => {
  world = await anAuthorisingWorld();
});
afterAll(() => world.end());
beforeEach(async () => {
  world.clock.now = () => new Date();
  world.entra.rotate('lenient');
  world.entra.faults.clear();
  await world.authorise();
  world.sent.length = 0;
});

const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { failure: string; message: string; retryAfterMs: number | null }) => error,
  );
const stored = async () => (await world.store.readAuthorisation('support'))?.authorisation;

describe('a refusal', () => {
  test('of a revoked token asks for a person, once: it is not sent again, and a new consent goes on', async () => {
    world.entra.revokeUser('support@contoso.example');
    expect(await failure(world.refresh())).toEqual(
      expect.objectContaining({
        failure: 'needs-authorisation',
        message: 'The authorisation is not valid any more (AADSTS70000). Authorise the mailbox again',
      }),
    );
    expect(await failure(world.instance().refresh())).toMatchObject({ failure: 'needs-authorisation' });
    expect(world.sent).toHaveLength(1);
    expect(await stored()).toMatchObject({ problem: { code: 'authorisation-refused' } });
    await world.authorise();
    expect(await failure(world.instance().refresh())).toBeNull();
    expect(await stored()).toMatchObject({ problem: null, refusedVersion: null });
  });

  test('of a token that somebody else has replaced meanwhile: the new one is tried', async () => {
    const slow = world.instance();
    const { readNewest } = slow.refreshDeps;
    let reads = 0;
    slow.refreshDeps.readNewest = async (name) => {
      reads += 1;
      return reads === 1 ? { value: 'one that was read before', version: 'gone' } : readNewest(name);
    };
    expect(await failure(slow.refresh())).toBeNull();
    expect(world.sent).toHaveLength(2);
  });

  test.each([
    ['a busy provider', { status: 503 }, 'unreachable', /can not answer at the moment/],
    ['one that limits', { status: 429, retryAfter: 7 }, 'unreachable', /can not answer at the moment/],
    ['a broken connection', { dropConnection: true }, 'unreachable', /can not be reached/],
    ['a page instead of JSON', { status: 400, body: '<html>proxy</html>' }, 'unreachable', /gave an answer that is none/],
    ['a loop', { status: 400, body: { error: 'invalid_grant', error_codes: [50196] } }, 'throttled', /AADSTS50196/],
    [
      'an expired client secret',
      { status: 401, body: { error: 'invalid_client', error_codes: [7000222] } },
      'login-refused',
      /client secret of this app has expired/,
    ],
  ])('by %s is no reason to ask a person', async (_, fault, expected, text) => {
    world.entra.faults.add({ operation: '/token', times: 2, ...fault });
    expect(await failure(world.refresh())).toMatchObject({ failure: expected, message: expect.stringMatching(text) });
    world.entra.faults.clear();
    expect(await stored()).toMatchObject({ problem: null, refusedVersion: null });
    expect(await failure(world.refresh())).toBeNull();
  });

  test('that says when to come back is kept to', async () => {
    world.entra.faults.add({ operation: '/token', status: 429, retryAfter: 7 });
    expect(await failure(world.refresh())).toMatchObject({ retryAfterMs: 7000 });
  });

  test('by a policy may pass by itself, once the policy does: it is tried again', async () => {
    const body = { error: 'invalid_grant', error_codes: [53003], correlation_id: 'c0ffee-1' };
    world.entra.faults.add({ operation: '/token', status: 400, body });
    expect(await failure(world.refresh())).toMatchObject({ failure: 'needs-authorisation', message: expect.stringContaining('c0ffee-1') });
    expect(await failure(world.refresh())).toBeNull();
    expect(await stored()).toMatchObject({ problem: null });
  });

  test('with a claims challenge: the next sign-in is asked for what is missing', async () => {
    const claims = '{"access_token":{"capolids":{"essential":true,"values":["x"]}}}';
    const body = { error: 'interaction_required', error_codes: [50076], claims };
    world.entra.faults.add({ operation: '/token', status: 400, body });
    expect(await failure(world.refresh())).toMatchObject({
      failure: 'needs-authorisation',
      message: expect.stringContaining('multi-factor'),
    });
    expect(new URL((await world.start()).url).searchParams.get('claims')).toBe(claims);
  });
});

test('a mailbox that was never authorised says so', async () => {
  await world.container.item('authorisation', 'support').delete();
  expect(await failure(world.refresh())).toMatchObject({
    failure: 'needs-authorisation',
    message: expect.stringContaining('not authorised yet'),
  });
});

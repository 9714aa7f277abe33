import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AuthorisingWorld, anAuthorisingWorld } from '../support/an-authorising-world.ts';

/** How the token of an authorised mailbox is renewed: by one worker at a time, and never lost. */

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

describe('each use brings a new refresh token', () => {
  test('which replaces the one before: no token is sent twice', async () => {
    const seen = new Set([await world.secretNow()]);
    for (let use = 0; use < 4; use += 1) {
      await world.instance().refresh();
      seen.add(await world.secretNow());
    }
    expect(seen.size).toBe(5);
    expect(new Set(world.sent).size).toBe(4);
  });

  test('also where an old one ends everything (reuse detection), and two instances refresh at the same moment', async () => {
    world.entra.rotate('strict');
    const [one, other] = [world.instance(), world.instance()];
    const access = await Promise.all([one.refresh(), other.refresh(), one.refresh(), other.refresh()]);
    expect(new Set(access.map(({ token }) => token)).size).toBe(4);
    expect(new Set(world.sent).size).toBe(4);
    expect(await stored()).toMatchObject({ problem: null });
  });

  test('and the old versions can not be read any more', async () => {
    await world.refresh();
    const enabled = [];
    for await (const version of world.client.listPropertiesOfSecretVersions('oauth-support')) enabled.push(version.enabled);
    expect(enabled.filter(Boolean)).toHaveLength(1);
  });

  test('and the time of the last one is kept, from which the 90 days count', async () => {
    world.clock.now = () => new Date('2030-01-02T03:04:05Z');
    await world.refresh();
    expect(await stored()).toMatchObject({ lastRefreshAt: '2030-01-02T03:04:05.000Z' });
  });
});

describe('Key Vault does not take the new token', () => {
  test('it is kept and written before the next use, and the access token is not used before', async () => {
    world.entra.rotate('strict');
    let isOut = true;
    const instance = world.instance({
      add: (name, value) =>
        isOut ? Promise.reject(new Error('Key Vault does not take secret oauth-support: 503')) : world.refreshDeps.add(name, value),
    });
    const before = await world.secretNow();
    expect(await failure(instance.refresh())).toMatchObject({ failure: 'unreachable', message: expect.not.stringContaining(before) });
    expect(await world.secretNow()).toBe(before);
    isOut = false;
    await instance.refresh();
    expect(new Set(world.sent).size).toBe(2);
    expect(await stored()).toMatchObject({ problem: null });
  });

  test('for a moment: it is tried again at once', async () => {
    let tries = 0;
    const add: typeof world.refreshDeps.add = (name, value) => {
      tries += 1;
      return tries < 3 ? Promise.reject(new Error('503')) : world.refreshDeps.add(name, value);
    };
    await world.instance({ add }).refresh();
    expect(tries).toBe(3);
  });
});

test('a mailbox that is disconnected while its token is renewed: no token comes back into Key Vault', async () => {
  const instance = world.instance();
  const { renew } = instance.refreshDeps;
  instance.refreshDeps.renew = async (...asked) => {
    const answer = await renew(...asked);
    await world.container.item('authorisation', 'support').delete();
    await (await world.client.beginDeleteSecret('oauth-support')).pollUntilDone();
    return answer;
  };
  expect(await failure(instance.refresh())).toMatchObject({ failure: 'needs-authorisation' });
  await expect(world.client.getSecret('oauth-support')).rejects.toMatchObject({ statusCode: 404 });
});

describe('the lease', () => {
  test('of a process that died runs out by itself', async () => {
    await world.store.takeLease('support', 'a process that died', new Date(Date.now() + 60_000));
    const waits = failure(world.refresh());
    world.clock.now = () => new Date(Date.now() + 61_000);
    expect(await waits).toBeNull();
  });

  test('that another instance keeps is waited for, for a while, and that is no refusal', async () => {
    const end = Date.now();
    let looks = 0;
    world.clock.now = () => new Date(end + (looks++ * 30_000) / 10);
    await world.store.takeLease('support', 'another', new Date(end + 600_000));
    expect(await failure(world.refresh())).toMatchObject({ failure: 'unreachable', retryAfterMs: 60_000 });
    expect(await stored()).toMatchObject({ problem: null });
    await world.store.giveUpLease('support', 'another');
  });

  test('that ran out while a worker was at it: the token of the one that came after stays', async () => {
    const slow = world.instance();
    const { renew } = slow.refreshDeps;
    const refreshDeps = slow.refreshDeps;
    refreshDeps.renew = async (...asked) => {
      const answer = await renew(...asked);
      const later = Date.now() + 61_000;
      world.clock.now = () => new Date(later);
      refreshDeps.renew = renew;
      await world.instance().refresh();
      return answer;
    };
    await slow.refresh();
    const kept = await world.secretNow();
    await world.refresh();
    expect(world.sent.at(-1)).toBe(kept);
    expect(new Set(world.sent).size).toBe(2);
  });
});

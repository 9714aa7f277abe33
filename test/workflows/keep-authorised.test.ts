import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstCheckOf } from '../../shared/adapters/cosmos/app-access-checks.ts';
import { connectGraph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSource } from '../../shared/adapters/graph/graph-source.ts';
import { reachInbox } from '../../shared/adapters/graph/reach-inbox.ts';
import { identityIn } from '../../shared/adapters/oauth/identity-in.ts';
import { keptAccess } from '../../shared/adapters/oauth/kept-access.ts';
import { checkAppAccess } from '../../shared/workflows/check-app-access.ts';
import { refreshAuthorisations } from '../../shared/workflows/refresh-authorisations.ts';
import { tellAppAccess } from '../../shared/workflows/tell-app-access.ts';
import { mailApp, tenantId } from '../local/support/local-tenant.ts';
import { TokenAnswer } from '../local/support/token-answer.ts';
import { type AuthorisingWorld, anAuthorisingWorld } from '../support/an-authorising-world.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';

/** That an authorised mailbox stays so, or that it is known soon when it doesn't. */

const day = 24 * 3_600_000;
let world: AuthorisingWorld;
beforeAll(async () => {
  world = await anAuthorisingWorld();
});
afterAll(() => world.end());

describe('a mailbox that is read by its owner’s token', () => {
  /** Reads it as the poller does, by tokens that are kept. */
  const aReader = () => {
    let now = Date.now();
    const kept = keptAccess(() => now);
    const token = (fresh: boolean) => kept('support', () => world.refresh(), fresh);
    const source = graphSource(graphMailbox(), connectGraph({ url: world.graph.url, token }), 100_000);
    return {
      wait: (ms: number) => {
        now += ms;
      },
      read: async () => {
        for await (const { mail } of source.newMails(null, { mailBytes: 100_000, setAside: null })) if (mail) return mail;
        return null;
      },
    };
  };

  test('is still read after its token was refused before its time, by another', async () => {
    await world.authorise();
    await world.graph.deliver('support@contoso.example', Buffer.from('From: alice@fabrikam.example\r\n\r\nHello'));
    const { read, wait } = aReader();
    expect(await read()).not.toBeNull();
    wait(120_000);
    world.graph.faults.add({ operation: 'messages/delta', status: 401 });
    world.sent.length = 0;
    expect(await read()).not.toBeNull();
    expect(world.sent).toHaveLength(1);
  });

  test('asks for a person at the first refusal of a revoked one', async () => {
    await world.authorise();
    const { read, wait } = aReader();
    await read();
    world.entra.revokeUser('support@contoso.example', { accessTokens: 'end' });
    wait(120_000);
    await expect(read()).rejects.toMatchObject({ failure: 'needs-authorisation' });
    await new Promise((passed) => setTimeout(passed, 1000));
    await world.authorise();
    expect(await read()).not.toBeNull();
  });
});

describe('once a day each token is renewed', () => {
  const refresh = async (now: Date) => {
    world.clock.now = () => now;
    const { listMailboxes } = world.mailboxes;
    const { readAuthorisation } = world.store;
    return refreshAuthorisations({
      now: () => now,
      listMailboxes,
      readAuthorisation,
      refresh: ({ mailboxId }) => world.refresh(mailboxId),
    });
  };

  test('also of a mailbox that nobody reads, and of none that was renewed since', async () => {
    world.clock.now = () => new Date();
    await world.authorise();
    expect(await refresh(new Date(Date.now() + day / 2))).toEqual([]);
    const tomorrow = new Date(Date.now() + day + 60_000);
    expect(await refresh(tomorrow)).toEqual([{ mailboxId: 'support', problem: null }]);
    expect(await refresh(tomorrow)).toEqual([]);
  });

  test('whatever is kept of another mailbox and can not be read', async () => {
    const { resource } = await world.container.item('mailbox', 'support').read();
    const broken = { ...resource, mailboxId: 'broken', address: 'broken@contoso.example', aliases: [] };
    await world.container.items.create(broken);
    await world.container.items.create({ id: 'authorisation', type: 'authorisation', mailboxId: 'broken', account: 7 });
    expect(await refresh(new Date(Date.now() + 2 * day + 120_000))).toEqual(
      expect.arrayContaining([
        { mailboxId: 'support', problem: null },
        { mailboxId: 'broken', problem: expect.stringContaining('authorisation "broken" can\'t be read') },
      ]),
    );
    await world.container.item('mailbox', 'broken').delete();
  });

  test('so that a revoked one is known; it is not asked about again', async () => {
    world.entra.revokeUser('support@contoso.example');
    const later = new Date(Date.now() + 4 * day);
    expect(await refresh(later)).toEqual([
      { mailboxId: 'support', problem: expect.stringMatching(/^needs-authorisation: The authorisation is not valid/) },
    ]);
    expect(await refresh(later)).toEqual([]);
    world.clock.now = () => new Date();
  });
});

describe('the app itself, without anybody’s consent', () => {
  const token = async () => {
    const form = {
      client_id: mailApp.clientId,
      client_secret: 'first-secret',
      grant_type: 'client_credentials',
      scope: 'https://graph.microsoft.com/.default',
    };
    const answer = await fetch(`${world.entra.url}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) });
    return TokenAnswer.parse(await answer.json()).access_token;
  };
  const deps = (now: Date) => ({
    now: () => now,
    readMailbox: async (mailboxId: string) => (mailboxId === 'support' ? graphMailbox() : null),
    reach: (user: string) => reachInbox(connectGraph({ url: world.graph.url, token }), user),
    firstCheckOf: firstCheckOf(world.container),
    appIdentity: async () => identityIn(await token()),
  });
  const start = new Date('2026-11-02T09:00:00Z');
  const check = (minutes: number) => checkAppAccess(deps(new Date(start.getTime() + minutes * 60_000)), 'support', 'ceo@contoso.example');

  test('is told the commands with its own ids', async () => {
    const { appId, commands } = await tellAppAccess(deps(start), 'support');
    expect(appId).toBe(mailApp.clientId);
    expect(commands[1]).toContain(`-AppId '${mailApp.clientId}'`);
    await expect(tellAppAccess(deps(start), 'nobody')).rejects.toMatchObject({ status: 404 });
  });

  test('opens every mailbox while Entra grants it so, and that is no pass', async () => {
    expect(await check(0)).toMatchObject({
      passed: false,
      meant: 'passed',
      notMeant: 'failed',
      remedy: expect.stringMatching(/remove its Mail permissions/),
    });
  });

  test('waits while Exchange has not caught up, for two hours from the first check', async () => {
    world.graph.giveAccess('shared@contoso.example', mailApp.clientId);
    expect(await check(119)).toMatchObject({ passed: false, meant: 'wait', notMeant: 'passed' });
    expect(await check(120)).toMatchObject({ passed: false, meant: 'failed' });
  });

  test('passes when it opens the one, and is refused the other', async () => {
    world.graph.giveAccess('support@contoso.example', mailApp.clientId);
    expect(await check(121)).toEqual({ passed: true, meant: 'passed', notMeant: 'passed', remedy: null });
  });

  test('proves nothing by the mailbox itself', async () => {
    await expect(checkAppAccess(deps(start), 'support', 'support@contoso.example')).rejects.toMatchObject({ status: 409 });
  });
});

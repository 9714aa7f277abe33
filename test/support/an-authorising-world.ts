import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { startGraph } from '../../local/graph/start-graph.ts';
import { startKeyVault } from '../../local/key-vault/start-key-vault.ts';
import { authorisationStore } from '../../shared/adapters/cosmos/authorisations.ts';
import { mailboxStore } from '../../shared/adapters/cosmos/mailboxes.ts';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { connectGraph } from '../../shared/adapters/graph/graph-api.ts';
import { readInbox } from '../../shared/adapters/graph/reach-inbox.ts';
import { keyVaultSecrets } from '../../shared/adapters/key-vault/secret-store.ts';
import { guardedFetch } from '../../shared/adapters/net/guarded-fetch.ts';
import { oauthClient } from '../../shared/adapters/oauth/oauth-client.ts';
import { type OAuthRegistrations, oauthProviders } from '../../shared/adapters/oauth/oauth-providers.ts';
import { parseCallback } from '../../shared/api/authorisation.ts';
import type { Callback } from '../../shared/domain/authorisation/callback.ts';
import { wantedLogin } from '../../shared/domain/authorisation/delegated-login.ts';
import { isGraphMailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import { resumedHealth } from '../../shared/domain/mailboxes/mailbox-health.ts';
import type { PollRef } from '../../shared/domain/queue-items.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { settingDeps } from '../../shared/wiring/setting-store.ts';
import { finishAuthorisation } from '../../shared/workflows/finish-authorisation.ts';
import { amendMailbox } from '../../shared/workflows/mailboxes/amend-mailbox.ts';
import { refreshAccess, type Unsaved } from '../../shared/workflows/refresh-access.ts';
import { startAuthorisation } from '../../shared/workflows/start-authorisation.ts';
import { browse } from '../local/support/browser.ts';
import { mailApp, startLocalTenant, tenantId } from '../local/support/local-tenant.ts';
import { aSeededCosmos } from './a-seeded-cosmos.ts';
import { loopbackDialer } from './loopback-dialer.ts';

export const redirectUri = mailApp.redirectUris[0] ?? '';
export const admin = { id: 'admin-1', name: 'admin@contoso.example' };

/**
 * A login service, Key Vault, Graph and Cosmos DB, with what authorises mailboxes upon them.
 * `instance` is a process of the app: each has a memory of its own, and all share the rest.
 */
export async function anAuthorisingWorld() {
  const [tenant, cosmos] = await Promise.all([startLocalTenant({ domains: ['contoso.example'] }), aSeededCosmos()]);
  const { entra, certificates: tls } = tenant;
  const { verifyToken } = entra;
  const [vault, graph] = await Promise.all([
    startKeyVault({ port: 0, folder: join(tenant.folder, 'key-vault'), tls, verifyToken, authority: `${entra.url}/${tenantId}` }),
    startGraph({ port: 0, folder: join(tenant.folder, 'graph'), tls, verifyToken, onSend: async () => {} }),
  ]);
  for (const address of ['support@contoso.example', 'ceo@contoso.example', 'shared@contoso.example']) graph.addMailbox(address);
  const authority = { authorityHost: entra.url, disableInstanceDiscovery: true };
  const credential = new ClientSecretCredential(tenantId, mailApp.clientId, 'first-secret', authority);
  const client = new SecretClient(vault.url, credential, { disableChallengeResourceVerification: true, retryOptions: { maxRetries: 0 } });
  const secrets = keyVaultSecrets(async () => client);
  const database = openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions: false });
  const container = database.container('mailboxes');
  const registration = { clientId: mailApp.clientId, proof: { by: 'secret' as const, secretName: 'client-secret' } };
  const polls: PollRef[] = [];
  /** The mailboxes whose subscription by the app itself was ended. */
  const ended: string[] = [];
  /** What was sent to the token endpoint as a refresh token, in order. */
  const sent: string[] = [];
  const clock = { now: () => new Date() };

  function instance(more: { add?: typeof secrets.add; registrations?: Partial<OAuthRegistrations>; owner?: string } = {}) {
    const now = () => clock.now();
    const providers = oauthProviders(
      async () =>
        oauthClient({
          secretOf: async () => 'first-secret',
          assertion: async () => expectNone(),
          fetchAnswer: guardedFetch(loopbackDialer, { timeoutMs: 15_000, maxBytes: 256 * 1024 }),
          now: () => now().getTime(),
        }),
      {
        microsoft: { ...registration, authority: entra.url },
        google: { ...registration, authority: `${entra.url}/${tenantId}/v2.0` },
        graphUrl: graph.url,
        redirectUri,
        ...more.registrations,
      },
    );
    const store = authorisationStore(container, now);
    const mailboxes = mailboxStore(container, now, console.error);
    const unsaved: Unsaved = new Map();
    const deps = {
      ...{ ...store, ...secrets, ...(more.add ? { add: more.add } : {}) },
      ...{
        now,
        unsaved,
        redirectUri,
        newOwner: () => more.owner ?? randomUUID(),
        wait: (ms: number) => new Promise<void>((done) => setTimeout(done, ms / 20)),
      },
    };
    const readMailbox = async (mailboxId: string) => (await mailboxes.readMailbox(mailboxId))?.mailbox ?? null;
    const refreshDeps = {
      ...deps,
      renew: (...[mailbox, login, token]: Parameters<typeof providers.renew>) => {
        sent.push(token);
        return providers.renew(mailbox, login, token);
      },
    };
    return {
      ...{ store, mailboxes, providers, unsaved, refreshDeps },
      start: (mailboxId = 'support', by = admin) =>
        startAuthorisation({ ...deps, ...providers, readMailbox, newSecret: () => randomBytes(32).toString('base64url') }, mailboxId, by),
      finish: (callback: Callback, by = admin) =>
        finishAuthorisation(
          {
            ...{ ...deps, ...providers, readMailbox },
            async probe(mailbox, _login, { token }) {
              try {
                if (isGraphMailbox(mailbox)) await readInbox(connectGraph({ url: graph.url, token: async () => token }), mailbox.user);
                return null;
              } catch (error) {
                if (error instanceof MailSourceError) return error;
                throw error;
              }
            },
            endSubscription: async ({ mailboxId }) => void ended.push(mailboxId),
            writeLogin: (id, login, by) =>
              amendMailbox(settingDeps({ database, now, forget: () => {} }), { id, by }, (mailbox) => ({ ...mailbox, login })),
            async endBackOff(mailboxId) {
              const health = (await mailboxes.readMailbox(mailboxId))?.health;
              if (health) await mailboxes.writeHealth(mailboxId, resumedHealth(health, now()));
            },
            enqueuePoll: async (ref) => void polls.push(ref),
          },
          callback,
          by,
        ),
      async refresh(mailboxId = 'support') {
        const mailbox = await readMailbox(mailboxId);
        const login = mailbox && wantedLogin(mailbox);
        if (!mailbox || !login) throw new Error(`${mailboxId} has no such login`);
        return refreshAccess(refreshDeps, mailbox, login);
      },
    };
  }
  const one = instance();

  return {
    ...{ entra, vault, graph, cosmos, container, client, polls, ended, sent, clock, instance, ...one },
    /** Signs in by a browser that shows no page, and returns what it came back with. */
    async signIn(url: string): Promise<Callback> {
      const { arrived, page } = await browse(url, redirectUri);
      const callback = arrived && parseCallback(arrived.searchParams);
      if (!callback) throw new Error(`it ended at a page: ${page.slice(0, 500)}`);
      return callback;
    },
    /** Authorises a mailbox as an admin does. */
    async authorise(mailboxId = 'support') {
      return one.finish(await this.signIn((await one.start(mailboxId)).url));
    },
    secretNow: async (name = 'oauth-support') => (await client.getSecret(name)).value ?? '',
    async end() {
      await Promise.all([vault.stop(), graph.stop(), cosmos.end()]);
      await tenant.end();
    },
  };
}
export type AuthorisingWorld = Awaited<ReturnType<typeof anAuthorisingWorld>>;

const expectNone = (): never => {
  throw new Error('the app proves itself by its secret here');
};

import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { keptSecrets } from '../adapters/key-vault/kept-secrets.ts';
import { keyVaultSecrets } from '../adapters/key-vault/secret-store.ts';
import { keptAccess } from '../adapters/oauth/kept-access.ts';
import type { OAuthRegistration } from '../adapters/oauth/oauth-client.ts';
import type { Settings } from '../config.ts';
import { cloudOf } from '../domain/authorisation/clouds.ts';
import type { RefreshTokenLogin } from '../domain/mailboxes/login.ts';
import type { GraphMailbox, Mailbox } from '../domain/mailboxes/mailbox.ts';
import type { RefreshDeps, Unsaved } from '../workflows/refresh-access.ts';
import type { Clients } from './clients.ts';
import { once } from './once.ts';

/** A token endpoint answers some kilobytes; more is an attempt on the memory of the process. */
const answerLimits = { timeoutMs: 15_000, maxBytes: 256 * 1024 };

export type Authorising = ReturnType<typeof authorising>;

/** What opens the mailboxes that a person has consented to. */
export function authorising(settings: Settings, clients: Clients) {
  const now = () => new Date();
  const vault = keyVaultSecrets(clients.secrets);
  const secretOf = keptSecrets(vault, Date.now);
  const redirectUri = new URL('/api/authorization/callback', settings.PUBLIC_URL).href;

  const store = once(async () => {
    const { authorisationStore } = await import('../adapters/cosmos/authorisations.ts');
    return authorisationStore((await clients.partitions()).container('mailboxes'), now);
  });
  const providers = once(async () => {
    const [{ oauthProviders }, { oauthClient }, { guardedFetch }] = await Promise.all([
      import('../adapters/oauth/oauth-providers.ts'),
      import('../adapters/oauth/oauth-client.ts'),
      import('../adapters/net/guarded-fetch.ts'),
    ]);
    const { assertionAudience } = cloudOf(settings.GRAPH_URL);
    const assertion = () => clients.token(`${assertionAudience}/.default`);
    // where tokens are given out is what a provider says, for an organisation that somebody typed
    const fetchAnswer = guardedFetch(clients.dialer, answerLimits);
    const client = oauthClient({ secretOf, assertion, fetchAnswer, now: Date.now });
    return oauthProviders(async () => client, { ...registrationsOf(settings), graphUrl: settings.GRAPH_URL, redirectUri });
  });

  const unsaved: Unsaved = new Map();
  /** What both who renews a token and who puts a new one in its place do. */
  const keeping = async () => {
    const { readNewest, add, disable } = vault;
    return { ...(await store()), now, wait: (ms: number) => wait(ms), newOwner: randomUUID, readNewest, add, disable };
  };
  const refreshing = once(
    async (): Promise<RefreshDeps> => ({ ...(await keeping()), renew: (await providers()).renew, unsaved, redirectUri }),
  );

  const kept = keptAccess(Date.now);
  /** An access token for a mailbox; `fresh`: the one that was given did not serve. */
  const access = (mailbox: Mailbox, login: RefreshTokenLogin, fresh: boolean): Promise<string> =>
    kept(
      `${mailbox.mailboxId} ${login.secretName}`,
      async () => {
        // its words are not loaded when a process starts
        const { refreshAccess } = await import('../workflows/refresh-access.ts');
        return refreshAccess(await refreshing(), mailbox, login);
      },
      fresh,
    );

  const graphs = new Map<string, ReturnType<Clients['graph']>>();
  /** Microsoft Graph, with the token by which this mailbox is read. */
  const graphFor = (mailbox: GraphMailbox): ReturnType<Clients['graph']> => {
    const { login } = mailbox;
    if (!login) return clients.graph();
    const key = `${mailbox.mailboxId} ${login.secretName}`;
    const known = graphs.get(key) ?? clients.graphBy((fresh) => access(mailbox, login, fresh));
    graphs.set(key, known);
    return known;
  };

  return {
    now,
    redirectUri,
    secretOf,
    store,
    providers,
    keeping,
    refreshing,
    access,
    graphFor,
    newSecret: () => randomBytes(32).toString('base64url'),
  };
}

function registrationsOf(settings: Settings) {
  const { OAUTH_CLIENT_ID: ofMicrosoft, OAUTH_SECRET_NAME: secret, OAUTH_CERTIFICATE_NAME: certificate } = settings;
  const { GOOGLE_CLIENT_ID: ofGoogle, GOOGLE_SECRET_NAME: googleSecret } = settings;
  const proof: OAuthRegistration['proof'] = secret
    ? { by: 'secret', secretName: secret }
    : certificate
      ? { by: 'certificate', secretName: certificate }
      : { by: 'managed-identity' };
  const authority = settings.OAUTH_AUTHORITY ?? cloudOf(settings.GRAPH_URL).authority;
  return {
    microsoft: ofMicrosoft ? { clientId: ofMicrosoft, proof, authority } : null,
    google:
      ofGoogle && googleSecret
        ? { clientId: ofGoogle, proof: { by: 'secret' as const, secretName: googleSecret }, authority: settings.GOOGLE_AUTHORITY }
        : null,
  };
}

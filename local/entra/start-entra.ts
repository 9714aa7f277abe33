import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { JWK } from 'jose';
import type { Simulation } from '../simulator/dispatch.ts';
import type { Faults } from '../simulator/faults.ts';
import { serve, type Tls } from '../simulator/serve.ts';
import type { Stats } from '../simulator/stats.ts';
import { entraErrorBody, entraRefusal } from './entra-error.ts';
import { entraRoutes } from './entra-routes.ts';
import type { EntraApp, ManagedIdentity } from './identities.ts';
import { makeProvider } from './make-provider.ts';
import { entraAdminRoutes, makeNextSignIns, type NextSignIn, type RevokeUser } from './next-sign-ins.ts';
import { openProviderStore, type Rotation } from './provider-store.ts';
import { readSigningKey } from './signing-key.ts';
import { makeVerifyToken, type VerifyToken } from './verify-token.ts';

export type EntraOptions = {
  /** 0 takes a free one */
  port: number;
  /** where signing key, codes and refresh tokens are kept */
  folder: string;
  tls: Tls;
  /** a GUID */
  tenantId: string;
  /** its domains, by which it is found, too */
  domains?: string[];
  apps: EntraApp[];
  managedIdentities?: ManagedIdentity[];
  /** milliseconds */
  now?: () => number;
};

export type Entra = {
  /** `authorityHost` of @azure/identity */
  url: string;
  issuer: string;
  verifyToken: VerifyToken;
  /** what App Service sets in the app's process, for ManagedIdentityCredential */
  identityEnvironment: { IDENTITY_ENDPOINT: string; IDENTITY_HEADER: string };
  /** for servers that verify tokens themselves, such as Dovecot */
  publicKeys(): JWK[];
  /**
   * forgets a user's sessions and refresh tokens, as a password reset does; access tokens live on,
   * unless `accessTokens` says that they end, too
   */
  revokeUser: RevokeUser;
  /** what becomes of the next sign-in, once */
  nextSignIn(next: NextSignIn): void;
  /** whether old refresh tokens stay valid */
  rotate(rotation: Rotation): void;
  faults: Faults;
  stats(): Stats;
  stop(): Promise<void>;
};

/**
 * Starts the tenant's login service: oidc-provider behind Entra's addresses, scopes, client
 * credentials and error codes, and the managed-identity endpoint of App Service. Every address can
 * sign in (`login_hint`) and every consent is given, unless `nextSignIn` says otherwise; refusals
 * of tokens are asked for with `faults` ("before" only: oidc-provider writes its answers itself).
 * Rejects with the listen error.
 */
export async function startEntra({
  port,
  folder,
  tls,
  tenantId,
  domains = [],
  apps,
  managedIdentities = [],
  now = Date.now,
}: EntraOptions): Promise<Entra> {
  const key = await readSigningKey(folder);
  const store = openProviderStore(join(folder, 'entra.sqlite'), now);
  const endedAt = new Map<string, number>();
  const verifyToken = makeVerifyToken(key, now, endedAt);
  const next = makeNextSignIns();
  const revokeUser: RevokeUser = (upn, { accessTokens = 'live' } = {}) => {
    store.revokeUser(upn);
    if (accessTokens === 'end') endedAt.set(upn, Math.floor(now() / 1_000));
  };
  const identityHeader = randomBytes(24).toString('base64url');
  const internalSecret = randomBytes(32).toString('base64url');
  const issuerOf = (url: string) => `${url}/${tenantId}/v2.0`;

  const simulate = (url: string): Simulation<undefined> => {
    const issuer = issuerOf(url);
    const provider = makeProvider({ tenantId, issuer, apps, key, store, internalSecret });
    const rules = { apps, internalSecret, checkAssertion: verifyToken('api://AzureADTokenExchange') };
    return {
      routes: entraRoutes(provider, tenantId, rules, { identities: managedIdentities, identityHeader, tenantId, issuer, key, now }, next),
      admin: entraAdminRoutes(next, store, revokeUser),
      authorize: (_request, _operation, { tenant }) => checkTenant(tenant, [tenantId, ...domains]),
      errorBody: (status, message) =>
        status < 500 && status !== 429
          ? entraErrorBody('invalid_request', 900144, message)
          : entraErrorBody('temporarily_unavailable', 90033, message),
    };
  };
  const served = await serve({ port, tls }, simulate);
  return {
    url: served.url,
    issuer: issuerOf(served.url),
    verifyToken,
    identityEnvironment: { IDENTITY_ENDPOINT: `${served.url}/msi/token`, IDENTITY_HEADER: identityHeader },
    publicKeys: () => [key.publicJwk],
    revokeUser,
    nextSignIn: next.add,
    rotate(rotation) {
      store.rotation = rotation;
    },
    faults: served.faults,
    stats: served.stats,
    async stop() {
      await served.stop();
      store.close();
    },
  };
}

function checkTenant(asked: string | undefined, ours: string[]): undefined {
  if (asked === undefined || [...ours, 'common', 'organizations'].includes(asked)) return;
  throw entraRefusal(400, 'invalid_request', 90002, `Tenant '${asked}' not found.`);
}

import { randomBytes } from 'node:crypto';
import { type ClientMetadata, Provider } from 'oidc-provider';
import { codeFor, entraErrorBody } from './entra-error.ts';
import { type EntraApp, objectIdFor, rolesOn } from './identities.ts';
import type { ProviderStore } from './provider-store.ts';
import { googleMail, isResource, scopesOf } from './scopes.ts';
import type { SigningKey } from './signing-key.ts';
import { appClaims, userClaims } from './token-claims.ts';

export type Tenant = {
  tenantId: string;
  issuer: string;
  apps: EntraApp[];
  key: SigningKey;
  store: ProviderStore;
  /** the one secret that oidc-provider knows for every app; the apps' own were checked before */
  internalSecret: string;
};

const day = 86_400;

/**
 * oidc-provider with the addresses, tokens and lifetimes of Entra; scopes and secrets come to it
 * already translated.
 */
export function makeProvider(tenant: Tenant): Provider {
  const { tenantId, issuer, key, store } = tenant;
  const provider = new Provider(issuer, {
    adapter: store.adapter,
    clients: tenant.apps.map((app) => clientFor(app, tenant.internalSecret)),
    jwks: { keys: [key.privateJwk] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    routes: { authorization: '/oauth2/v2.0/authorize', token: '/oauth2/v2.0/token', jwks: '/discovery/v2.0/keys' },
    pkce: { required: (_ctx, client) => client.tokenEndpointAuthMethod === 'none' },
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'none'],
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: { openid: ['sub', 'oid', 'tid'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    // Google's refresh tokens are not replaced when they are used
    rotateRefreshToken: (ctx) => !isOfGoogle(ctx.oidc.entities.RefreshToken),
    findAccount: (_ctx, upn) => ({
      accountId: upn,
      claims: () => ({
        sub: upn,
        oid: objectIdFor(upn),
        tid: tenantId,
        name: upn.split('@')[0],
        preferred_username: upn,
        email: upn,
        email_verified: true,
      }),
    }),
    interactions: { url: (_ctx, interaction) => `/${tenantId}/login/${interaction.uid}` },
    // Entra: access tokens live 60 to 90 minutes, refresh tokens 90 days
    ttl: {
      AccessToken: 3_600,
      ClientCredentials: 3_599,
      AuthorizationCode: 600,
      IdToken: 3_600,
      RefreshToken: 90 * day,
      Grant: 90 * day,
      Session: day,
      Interaction: 3_600,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => ({
          // an own API may define any scope: those that were asked for
          scope: isOwnApi(resource) ? String(ctx.oidc.params?.scope ?? scopesOf(resource)) : scopesOf(resource),
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 3_599,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    formats: {
      customizers: {
        jwt: (_ctx, token, parts) => {
          const { aud, iat, exp, iss, jti, scope } = parts.payload;
          const clientId = token.clientId ?? '';
          const app = { tenantId, clientId };
          const isUser = 'accountId' in token;
          const claims = isUser
            ? { ...userClaims(app, token.accountId, String(scope ?? '')), sub: token.accountId }
            : appClaims(app, objectIdFor(clientId), rolesOn(String(aud), tenant.apps.find((one) => one.clientId === clientId) ?? {}));
          parts.payload = { ...claims, aud, iss, iat, nbf: iat, exp, uti: jti };
          // Entra's header, and what Dovecot 2.3 asks for; the RFC 9068 default is at+jwt
          parts.header = { typ: 'JWT' };
        },
      },
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    const body: unknown = ctx.body;
    if (ctx.path.endsWith('/token') && ctx.status >= 400 && isOAuthError(body)) {
      ctx.body = entraErrorBody(body.error, codeFor(body.error), body.error_description ?? body.error);
    }
  });
  return provider;
}

function clientFor(app: EntraApp, internalSecret: string): ClientMetadata {
  const isConfidential = Boolean(app.secrets?.length || app.certificates?.length || app.federatedSubjects?.length);
  const redirectUris = app.redirectUris ?? [];
  const signsIn = redirectUris.length > 0;
  return {
    client_id: app.clientId,
    ...(isConfidential ? { client_secret: internalSecret } : {}),
    token_endpoint_auth_method: isConfidential ? 'client_secret_post' : 'none',
    grant_types: [...(signsIn ? ['authorization_code', 'refresh_token'] : []), ...(isConfidential ? ['client_credentials'] : [])],
    response_types: signsIn ? ['code'] : [],
    redirect_uris: redirectUris,
    id_token_signed_response_alg: 'RS256',
  };
}

function isOfGoogle(token: unknown): boolean {
  return typeof token === 'object' && token !== null && 'resource' in token && token.resource === googleMail;
}

function isOwnApi(resource: string): boolean {
  return resource.startsWith('api://') && isResource(resource);
}

function isOAuthError(body: unknown): body is { error: string; error_description?: string } {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string';
}

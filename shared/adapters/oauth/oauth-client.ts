import type { Configuration, FetchBody, TokenEndpointResponse } from 'openid-client';
import { type OAuthRefusal, ownRefusal, parseOAuthRefusal } from '../../domain/authorisation/oauth-refusal.ts';
import { MailSourceError } from '../../errors.ts';
import type { GuardedFetch } from '../net/guarded-fetch.ts';
import { type ClientProof, clientAuth, type ProofDeps } from './client-proof.ts';
import { OAuthRefusalError, providerMetadata, unreached } from './provider-metadata.ts';

/** A provider as this app is registered there. */
export type OAuthRegistration = { clientId: string; proof: ClientProof };

/** A token endpoint's answer. */
export type Granted = {
  kind: 'granted';
  accessToken: string;
  /** When the access token ends (ms since 1970). */
  endsAt: number;
  refreshToken: string | null;
  /** As granted; null: as asked for (RFC 6749, 5.1). */
  scopes: string[] | null;
  /** Of the ID token; null where none came. */
  claims: object | null;
};
export type Grant = Granted | { kind: 'refused'; refusal: OAuthRefusal };

/** Where and as whom tokens are asked for; `base`: issuer, or for Entra the organisation's. */
export type OAuthTarget = { base: string; registration: OAuthRegistration };

const timeoutSeconds = 15;
const maxRetryAfterSeconds = 86_400;
/** What an access token lives at least, where the provider doesn't say. */
const defaultLifeSeconds = 300;

/**
 * OAuth 2.0 by openid-client: the authorization code flow with PKCE, refresh tokens, and the token
 * of the app itself. Refusals are returned; nothing that is thrown holds a token or a secret.
 *
 * @throws MailSourceError when the app's own secret can't be had.
 */
export function oauthClient(deps: ProofDeps & { now(): number; fetchAnswer: GuardedFetch }) {
  const metadataOf = providerMetadata(deps.fetchAnswer, deps.now);

  async function configurationOf({ base, registration }: OAuthTarget, fresh: boolean): Promise<Configuration> {
    const client = await import('openid-client');
    const metadata = await metadataOf(base);
    const auth = await clientAuth(deps, registration.proof, metadata.token_endpoint ?? '', fresh).catch((error: unknown) => {
      const why = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 300);
      const failure = error instanceof MailSourceError ? error.failure : 'login-refused';
      throw new MailSourceError(failure, `The app can not prove itself: ${why}`);
    });
    const configuration = new client.Configuration(metadata, registration.clientId, {}, auth);
    // it follows no redirect, which would carry secrets to another server
    configuration[client.customFetch] = (url, { body, headers, method, signal }) =>
      deps.fetchAnswer(url, { body: toText(body), headers, method, signal });
    configuration.timeout = timeoutSeconds;
    return configuration;
  }

  /** A secret may have been replaced since it was read: when the app is refused, once more. */
  async function grant(target: OAuthTarget, ask: (configuration: Configuration) => Promise<Answer>): Promise<Grant> {
    const first = await once(target, ask, false);
    const isReplaceable = target.registration.proof.by !== 'managed-identity';
    return isReplaceable && first.kind === 'refused' && first.refusal.error === 'invalid_client' ? once(target, ask, true) : first;
  }

  async function once(target: OAuthTarget, ask: (configuration: Configuration) => Promise<Answer>, fresh: boolean): Promise<Grant> {
    try {
      const configuration = await configurationOf(target, fresh);
      const answer = await ask(configuration).catch(toRefusalError);
      return {
        kind: 'granted',
        accessToken: answer.access_token,
        endsAt: deps.now() + (answer.expires_in ?? defaultLifeSeconds) * 1000,
        refreshToken: answer.refresh_token ?? null,
        scopes: answer.scope?.split(' ').filter(Boolean) ?? null,
        claims: answer.claims() ?? null,
      };
    } catch (error) {
      if (error instanceof OAuthRefusalError) return { kind: 'refused', refusal: error.refusal };
      throw error;
    }
  }

  return {
    /**
     * Where a person signs in and consents.
     *
     * @throws OAuthRefusalError when the provider does not know the organisation.
     */
    async authorizationUrl(target: OAuthTarget, parameters: Record<string, string>, verifier: string): Promise<string> {
      const { buildAuthorizationUrl, calculatePKCECodeChallenge, Configuration } = await import('openid-client');
      const configuration = new Configuration(await metadataOf(target.base), target.registration.clientId);
      const code_challenge = await calculatePKCECodeChallenge(verifier);
      return buildAuthorizationUrl(configuration, { ...parameters, code_challenge, code_challenge_method: 'S256' }).href;
    },

    /** Redeems a callback's code; the ID token is checked for issuer, audience, time and nonce. */
    redeem: (target: OAuthTarget, callbackUrl: URL, checks: { state: string; nonce: string; verifier: string }): Promise<Grant> =>
      grant(target, async (configuration) => {
        const { authorizationCodeGrant } = await import('openid-client');
        const { state: expectedState, nonce: expectedNonce, verifier: pkceCodeVerifier } = checks;
        return authorizationCodeGrant(configuration, callbackUrl, {
          expectedState,
          expectedNonce,
          pkceCodeVerifier,
          idTokenExpected: true,
        });
      }),

    refresh: (target: OAuthTarget, refreshToken: string): Promise<Grant> =>
      grant(target, async (configuration) => (await import('openid-client')).refreshTokenGrant(configuration, refreshToken)),

    /** The token of the app itself: only an organisation that knows it gives one. */
    ownToken: (target: OAuthTarget, scope: string): Promise<Grant> =>
      grant(target, async (configuration) => (await import('openid-client')).clientCredentialsGrant(configuration, { scope })),
  };
}
export type OAuthClient = ReturnType<typeof oauthClient>;

type Answer = TokenEndpointResponse & { claims(): object | undefined };

/**
 * What openid-client throws holds the answer, and with it tokens: only error and ids are kept.
 */
async function toRefusalError(error: unknown): Promise<never> {
  const { ResponseBodyError } = await import('openid-client');
  if (error instanceof ResponseBodyError) throw new OAuthRefusalError(parseOAuthRefusal(error.cause, statusOf(error.response)));
  // an answer that is no OAuth error: that of a server that is out, or of a proxy
  if (error instanceof Error && error.cause instanceof Response) {
    throw new OAuthRefusalError(parseOAuthRefusal(null, statusOf(error.cause)));
  }
  throw new OAuthRefusalError(isUnreadable(error) ? ownRefusal('unreadable') : unreached(error));
}

/** Requests of OAuth are forms (RFC 6749, 4). */
const toText = (body: FetchBody): string | URLSearchParams | null =>
  typeof body === 'string' || body instanceof URLSearchParams ? body : null;

function statusOf({ status, headers }: Response): { status: number; retryAfterMs: number | null } {
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
  return { status, retryAfterMs: Number.isNaN(retryAfter) ? null : Math.min(Math.max(0, retryAfter), maxRetryAfterSeconds) * 1000 };
}

/** An answer came, and was none that can be used (openid-client's codes). */
const isUnreadable = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^OAUTH_(?!TIMEOUT|ABORT)/.test(String(error.code));

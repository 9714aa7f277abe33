import { cloudOf } from '../../domain/authorisation/clouds.ts';
import { neededScopes } from '../../domain/authorisation/needed-scopes.ts';
import { type OAuthRefusal, ownRefusal } from '../../domain/authorisation/oauth-refusal.ts';
import { parseSignedIn, type SignedIn } from '../../domain/authorisation/signed-in.ts';
import type { RefreshTokenLogin } from '../../domain/mailboxes/login.ts';
import type { Mailbox } from '../../domain/mailboxes/mailbox.ts';
import type { Granted, OAuthClient, OAuthRegistration, OAuthTarget } from './oauth-client.ts';
import { OAuthRefusalError } from './provider-metadata.ts';

/** How this installation is registered at the providers; null: it isn't. */
export type OAuthRegistrations = {
  /** `authority`: https://login.microsoftonline.com, or that of another cloud. */
  microsoft: (OAuthRegistration & { authority: string }) | null;
  /** `authority`: the issuer. */
  google: (OAuthRegistration & { authority: string }) | null;
  graphUrl: string;
  redirectUri: string;
};

type Addressed = Pick<Mailbox, 'address'>;
type Refused = { kind: 'refused'; refusal: OAuthRefusal };
type Request = { scopes: string[]; state: string; nonce: string; verifier: string; loginHint: string; claims: string | null };

/**
 * Microsoft and Google as mailboxes are authorised there. Each call throws only when the app's own
 * secret can't be had.
 */
export function oauthProviders(client: () => Promise<OAuthClient>, registrations: OAuthRegistrations) {
  const { redirectUri } = registrations;
  const cloud = cloudOf(registrations.graphUrl);
  const inOrganisation = (tenantId: string): OAuthTarget | null => {
    const { microsoft } = registrations;
    return microsoft && { base: `${withoutSlash(microsoft.authority)}/${tenantId}/v2.0`, registration: microsoft };
  };
  // by the domain Entra finds the organisation, and whether there is one is known before anybody
  // signs in
  const targetOf = ({ address }: Addressed, { provider, tenantId }: RefreshTokenLogin): OAuthTarget | null => {
    const { google } = registrations;
    if (provider === 'microsoft') return inOrganisation(tenantId ?? address.slice(address.lastIndexOf('@') + 1));
    return google && { base: withoutSlash(google.authority), registration: google };
  };
  const ask = async <T>(
    target: OAuthTarget | null,
    work: (oauth: OAuthClient, target: OAuthTarget) => Promise<T>,
  ): Promise<T | Refused> => {
    if (!target) return { kind: 'refused', refusal: ownRefusal('no-registration') };
    try {
      return await work(await client(), target);
    } catch (error) {
      if (error instanceof OAuthRefusalError) return { kind: 'refused', refusal: error.refusal };
      throw error;
    }
  };

  return {
    redirectUri,
    scopesFor: (mailbox: Mailbox, login: RefreshTokenLogin) => neededScopes(mailbox, login, cloud),

    signInUrl: (mailbox: Addressed, login: RefreshTokenLogin, { scopes, state, nonce, verifier, loginHint, claims }: Request) =>
      ask(targetOf(mailbox, login), async (oauth, target): Promise<{ kind: 'url'; url: string } | Refused> => {
        const parameters = {
          ...{ redirect_uri: redirectUri, scope: scopes.join(' '), state, nonce, login_hint: loginHint },
          ...(claims === null ? {} : { claims }),
          ...(login.provider === 'google'
            ? // developers.google.com/identity/protocols/oauth2/web-server: else it gives no refresh
              // token, or one the first time alone
              { access_type: 'offline', prompt: 'consent select_account' }
            : // the browser may be signed in as somebody else
              { prompt: 'select_account' }),
        };
        return { kind: 'url', url: await oauth.authorizationUrl(target, parameters, verifier) };
      }),

    /** learn.microsoft.com/entra/identity-platform/v2-admin-consent */
    adminConsentUrl(mailbox: Addressed, login: RefreshTokenLogin, { scopes, state }: Pick<Request, 'scopes' | 'state'>): string | null {
      const target = login.provider === 'microsoft' ? targetOf(mailbox, login) : null;
      if (!target) return null;
      const parameters = { client_id: target.registration.clientId, redirect_uri: redirectUri, scope: scopes.join(' '), state };
      return `${target.base}/adminconsent?${new URLSearchParams(parameters)}`;
    },

    redeem: (
      mailbox: Addressed,
      login: RefreshTokenLogin,
      parameters: Record<string, string>,
      checks: Pick<Request, 'state' | 'nonce' | 'verifier'>,
    ) =>
      ask(targetOf(mailbox, login), async (oauth, target) => {
        const answer = new URL(redirectUri);
        for (const [name, value] of Object.entries(parameters)) answer.searchParams.set(name, value);
        const grant = await oauth.redeem(target, answer, checks);
        if (grant.kind === 'refused') return grant;
        const { refreshToken, scopes } = grant;
        const signedIn = whoIn(login.provider, grant);
        return {
          kind: 'granted' as const,
          access: accessOf(grant),
          refreshToken,
          scopes,
          signedIn,
          tenantId: tenantIn(login.provider, grant),
        };
      }),

    renew: (mailbox: Addressed, login: RefreshTokenLogin, refreshToken: string) =>
      ask(targetOf(mailbox, login), async (oauth, target) => {
        const grant = await oauth.refresh(target, refreshToken);
        if (grant.kind === 'refused') return grant;
        return { kind: 'renewed' as const, access: accessOf(grant), refreshToken: grant.refreshToken };
      }),

    /** Null: the organisation gives the app a token of its own. */
    async knowsApp(_mailbox: Addressed, _login: RefreshTokenLogin, tenantId: string): Promise<OAuthRefusal | null> {
      const answer = await ask(inOrganisation(tenantId), (oauth, target) => oauth.ownToken(target, `${cloud.graph}/.default`));
      return answer.kind === 'refused' ? answer.refusal : null;
    },
  };
}

const withoutSlash = (url: string): string => url.replace(/\/$/, '');
const accessOf = ({ accessToken: token, endsAt }: Granted) => ({ token, endsAt });

function whoIn(provider: RefreshTokenLogin['provider'], { claims }: Granted): SignedIn | null {
  try {
    return parseSignedIn(provider, claims);
  } catch {
    return null;
  }
}

/** The organisation by the issuer, which was checked: `https://…/{id}/v2.0`. */
function tenantIn(provider: RefreshTokenLogin['provider'], { claims }: Granted): string | null {
  if (provider === 'google' || claims === null || !('iss' in claims)) return null;
  return /\/([^/]+)\/v2\.0\/?$/.exec(String(claims.iss))?.[1] ?? null;
}

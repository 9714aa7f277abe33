import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Answer, Route } from '../simulator/routes.ts';
import { answerAdminConsent } from './admin-consent.ts';
import { answerIdentityRequest, type ManagedIdentities } from './managed-identity.ts';
import type { NextSignIns } from './next-sign-ins.ts';
import { signIn } from './sign-in.ts';
import { type TokenRules, translateTokenRequest } from './token-request.ts';
import { translateAuthorize } from './translate-authorize.ts';
import { withForm } from './with-form.ts';

/**
 * A form with a client assertion and a long scope list stays far below this; more is an attempt to
 * fill the memory.
 */
const formLimit = 64 * 1024;

/**
 * Entra's addresses in front of oidc-provider, and App Service's endpoint for managed identities.
 */
export function entraRoutes(
  provider: Provider,
  tenantId: string,
  rules: TokenRules,
  identities: ManagedIdentities,
  next: NextSignIns,
): Route<undefined>[] {
  const callback = provider.callback();
  // oidc-provider lives at /{tenant} and learns it from originalUrl, as Express would tell it
  const pass = (incoming: IncomingMessage, response: ServerResponse, path: string) => {
    void callback(Object.assign(incoming, { url: path, originalUrl: `/${tenantId}${path}` }), response);
  };
  const passTo = (path: string): Answer => ({ handOver: (incoming, response) => pass(incoming, response, path) });
  return [
    { operation: 'GET /{tenant}/v2.0/.well-known/openid-configuration', answer: () => passTo('/.well-known/openid-configuration') },
    { operation: 'GET /{tenant}/discovery/v2.0/keys', answer: () => passTo('/discovery/v2.0/keys') },
    {
      operation: 'GET /{tenant}/oauth2/v2.0/authorize',
      answer: ({ url }) => {
        const query = translateAuthorize(url.searchParams);
        return {
          handOver(incoming, response) {
            // every sign-in stands alone: the next mailbox can be signed in from the same browser
            delete incoming.headers.cookie;
            pass(incoming, response, `/oauth2/v2.0/authorize?${query}`);
          },
        };
      },
    },
    { operation: 'GET /{tenant}/oauth2/v2.0/authorize/{uid}', answer: (_request, { uid }) => passTo(`/oauth2/v2.0/authorize/${uid}`) },
    {
      operation: 'GET /{tenant}/login/{uid}',
      answer: ({ url }) => ({
        handOver: (request, response) => void signIn(provider, { request, response, query: url.searchParams, next }),
      }),
    },
    {
      operation: 'GET /{tenant}/v2.0/adminconsent',
      answer: ({ url }) => answerAdminConsent(url.searchParams, rules.apps, tenantId, next),
    },
    {
      operation: 'POST /{tenant}/oauth2/v2.0/token',
      answer: async (request) => {
        const form = new URLSearchParams((await request.body(formLimit)).toString('utf8'));
        const translated = await translateTokenRequest(form, request.headers.authorization, rules);
        return { handOver: (incoming, response) => pass(withForm(incoming, translated), response, '/oauth2/v2.0/token') };
      },
    },
    { operation: 'GET /msi/token', answer: (request) => answerIdentityRequest(request, identities) },
  ];
}

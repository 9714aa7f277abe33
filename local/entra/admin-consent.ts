import type { Answer } from '../simulator/routes.ts';
import { entraRefusal } from './entra-error.ts';
import type { EntraApp } from './identities.ts';
import type { NextSignIns } from './next-sign-ins.ts';
import { parseScopes } from './scopes.ts';

/**
 * Answers `GET /{tenant}/v2.0/adminconsent`: an administrator consents for everybody, and no code
 * comes with that (learn.microsoft.com/entra/identity-platform/v2-admin-consent). Throws a Refusal
 * for an app or redirect URI that is not registered.
 */
export function answerAdminConsent(query: URLSearchParams, apps: EntraApp[], tenantId: string, next: NextSignIns): Answer {
  const app = apps.find(({ clientId }) => clientId === query.get('client_id'));
  if (!app) throw entraRefusal(400, 'unauthorized_client', 700016, 'The application was not found in the directory.');
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!app.redirectUris?.includes(redirectUri))
    throw entraRefusal(400, 'invalid_request', 50011, `The redirect URI '${redirectUri}' does not match those of the application.`);
  const { scope } = parseScopes(query.get('scope') ?? '');
  const back = new URL(redirectUri);
  const refusal = next.take()?.refusal;
  const answer = refusal ?? { admin_consent: 'True', tenant: tenantId, scope };
  for (const [name, value] of Object.entries({ ...answer, state: query.get('state') ?? '' })) back.searchParams.set(name, value);
  return { status: 302, headers: { location: back.href } };
}

import { parseScopes } from './scopes.ts';

/**
 * Translates the query of an authorization request from Entra's dialect into oidc-provider's.
 * Throws a Refusal for wrong scopes. The prompt becomes `consent`, without which oidc-provider
 * drops offline_access; Entra's own values mean nothing here, where nobody is asked.
 */
export function translateAuthorize(query: URLSearchParams): URLSearchParams {
  const translated = new URLSearchParams(query);
  const { scope, resource } = parseScopes(query.get('scope') ?? '');
  // Google's way to ask for a refresh token
  const isOffline = query.get('access_type') === 'offline' && !scope.split(' ').includes('offline_access');
  translated.set('scope', isOffline ? `${scope} offline_access` : scope);
  translated.set('prompt', 'consent');
  if (resource === undefined) translated.delete('resource');
  else translated.set('resource', resource);
  return translated;
}

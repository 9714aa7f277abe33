import { objectIdFor } from './identities.ts';
import { shortScopes } from './scopes.ts';

type App = { tenantId: string; clientId: string };

/**
 * Claims of an app-only token. `oid` is the service principal's object id. Source: entra
 * access-token-claims-reference.
 */
export function appClaims({ tenantId, clientId }: App, oid: string, roles: string[]): Record<string, unknown> {
  return { ...commonClaims({ tenantId, clientId }), idtyp: 'app', oid, sub: oid, ...(roles.length > 0 ? { roles } : {}) };
}

/** Claims of a token on behalf of the user `upn`; `scope` as granted, written out. */
export function userClaims(app: App, upn: string, scope: string): Record<string, unknown> {
  return {
    ...commonClaims(app),
    idtyp: 'user',
    oid: objectIdFor(upn),
    upn,
    unique_name: upn,
    preferred_username: upn,
    name: upn.split('@')[0],
    scp: shortScopes(scope),
  };
}

function commonClaims({ tenantId, clientId }: App): Record<string, unknown> {
  return { tid: tenantId, appid: clientId, azp: clientId, ver: '1.0' };
}

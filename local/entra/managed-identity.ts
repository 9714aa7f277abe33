import { timingSafeEqual } from 'node:crypto';
import { SignJWT } from 'jose';
import { Refusal } from '../simulator/refusal.ts';
import type { Answer, SimulatedRequest } from '../simulator/routes.ts';
import { type ManagedIdentity, rolesOn } from './identities.ts';
import { isResource } from './scopes.ts';
import type { SigningKey } from './signing-key.ts';
import { appClaims } from './token-claims.ts';

export type ManagedIdentities = {
  identities: ManagedIdentity[];
  /**
   * what IDENTITY_HEADER holds; it stands for "this process runs on the machine that has the
   * identity"
   */
  identityHeader: string;
  tenantId: string;
  issuer: string;
  key: SigningKey;
  now(): number;
};

/** Managed identities' tokens live 24 hours. */
const lifetimeSeconds = 86_400;

/**
 * Answers `GET ?api-version=2019-08-01&resource=…&client_id=…` with `X-IDENTITY-HEADER`, the token
 * endpoint that App Service and Functions offer to the app
 * (learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint reference").
 * Throws a Refusal: 401 without the header, 400 for an unknown identity, resource or version.
 */
export async function answerIdentityRequest(request: SimulatedRequest, options: ManagedIdentities): Promise<Answer> {
  const query = request.url.searchParams;
  if (!isSame(String(request.headers['x-identity-header'] ?? ''), options.identityHeader)) {
    throw refusal(401, 'The X-IDENTITY-HEADER is missing or wrong.');
  }
  if (query.get('api-version') !== '2019-08-01') throw refusal(400, 'api-version must be 2019-08-01.');
  const resource = (query.get('resource') ?? '').replace(/\/(\.default)?$/, '');
  if (!isResource(resource)) throw refusal(400, `AADSTS500011: The resource principal named ${resource} was not found in the tenant.`);
  const identity = find(options.identities, query);
  if (!identity) throw refusal(400, 'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.');
  const issuedAt = Math.floor(options.now() / 1_000);
  const expiresOn = issuedAt + lifetimeSeconds;
  const app = { tenantId: options.tenantId, clientId: identity.clientId };
  const token = await new SignJWT(appClaims(app, identity.principalId, rolesOn(resource, identity)))
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: options.key.kid })
    .setIssuer(options.issuer)
    .setAudience(resource)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(expiresOn)
    .sign(options.key.privateKey);
  return {
    status: 200,
    body: { access_token: token, expires_on: String(expiresOn), resource, token_type: 'Bearer', client_id: identity.clientId },
  };
}

function find(identities: ManagedIdentity[], query: URLSearchParams): ManagedIdentity | undefined {
  const clientId = query.get('client_id');
  const principalId = query.get('principal_id') ?? query.get('object_id');
  if (clientId) return identities.find((identity) => identity.clientId === clientId);
  if (principalId) return identities.find((identity) => identity.principalId === principalId);
  // without a name App Service means the system-assigned identity, which the deployed app does not
  // have
  return undefined;
}

function refusal(statusCode: number, message: string): Refusal {
  return new Refusal(statusCode, { statusCode, message });
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { entraRefusal } from './entra-error.ts';
import type { EntraApp } from './identities.ts';
import { parseScopes } from './scopes.ts';
import type { TokenCheck } from './verify-token.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export type TokenRules = {
  apps: EntraApp[];
  internalSecret: string;
  /** checks a client assertion that is a token for `api://AzureADTokenExchange` */
  checkAssertion: TokenCheck;
};

/**
 * Translates a request for a token from Entra's dialect into oidc-provider's: the client is
 * authenticated here, by one of its secrets or by a managed identity's token (federated
 * credential), and is handed on with the internal secret; the scope becomes a resource.
 * `authorization` is the header, for client_secret_basic. Throws a Refusal with Entra's code.
 */
export async function translateTokenRequest(
  form: URLSearchParams,
  authorization: string | undefined,
  rules: TokenRules,
): Promise<URLSearchParams> {
  const translated = new URLSearchParams(form);
  const [basicId, basicSecret] = basicCredentials(authorization);
  const clientId = form.get('client_id') ?? basicId ?? '';
  const app = rules.apps.find((one) => one.clientId === clientId);
  if (!app) {
    throw entraRefusal(400, 'unauthorized_client', 700016, `Application with identifier '${clientId}' was not found in the directory.`);
  }
  const secret = form.get('client_secret') ?? basicSecret;
  const assertion = form.get('client_assertion');
  if (assertion !== null && isSigned(assertion)) await checkCertificate(app, assertion);
  else if (assertion !== null) await checkFederated(app, form.get('client_assertion_type'), assertion, rules.checkAssertion);
  else if (secret !== undefined) checkSecret(app, secret);
  else if (isConfidential(app)) {
    throw entraRefusal(
      401,
      'invalid_client',
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  translated.delete('client_assertion');
  translated.delete('client_assertion_type');
  translated.set('client_id', clientId);
  if (isConfidential(app)) translated.set('client_secret', rules.internalSecret);
  const scope = form.get('scope');
  if (scope !== null) translateScope(translated, scope);
  return translated;
}

function translateScope(form: URLSearchParams, parameter: string): void {
  const { scope, resource } = parseScopes(parameter);
  if (form.get('grant_type') === 'client_credentials' && !scope.endsWith('/.default')) {
    throw entraRefusal(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${parameter} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.`,
    );
  }
  // a code carries its scope, and a refresh token may be used for part of what it was given for:
  // oidc-provider sees to both
  if (form.get('grant_type') === 'authorization_code') form.delete('scope');
  else form.set('scope', scope);
  if (resource !== undefined) form.set('resource', resource);
}

function isConfidential(app: EntraApp): boolean {
  return Boolean(app.secrets?.length || app.certificates?.length || app.federatedSubjects?.length);
}

function checkSecret(app: EntraApp, secret: string): void {
  const given = createHash('sha256').update(secret).digest();
  const fits = (app.secrets ?? []).some((one) => timingSafeEqual(createHash('sha256').update(one).digest(), given));
  if (!fits)
    throw entraRefusal(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided for app '${app.clientId}'. Ensure that the secret is the secret's value, not its id.`,
    );
}

/** Whether an assertion names a certificate; a managed identity's token has a key of Entra's. */
function isSigned(assertion: string): boolean {
  try {
    return 'x5t#S256' in decodeProtectedHeader(assertion);
  } catch {
    return false;
  }
}

/** learn.microsoft.com/entra/identity-platform/certificate-credentials */
async function checkCertificate(app: EntraApp, assertion: string): Promise<void> {
  const thumbprint = decodeProtectedHeader(assertion)['x5t#S256'];
  const certificates = (app.certificates ?? []).map((pem) => new X509Certificate(pem));
  const used = certificates.find(({ raw }) => createHash('sha256').update(raw).digest('base64url') === thumbprint);
  const isOurs = used && (await jwtVerify(assertion, used.publicKey, { subject: app.clientId, algorithms: ['PS256'] }).catch(() => null));
  if (!isOurs) throw entraRefusal(401, 'invalid_client', 700027, 'The certificate used to sign the client assertion is not registered.');
}

async function checkFederated(app: EntraApp, type: string | null, assertion: string, check: TokenCheck): Promise<void> {
  if (type !== assertionType) throw entraRefusal(400, 'invalid_request', 900144, `client_assertion_type must be ${assertionType}.`);
  const verdict = await check(`Bearer ${assertion}`);
  if (!verdict.ok && verdict.reason === 'audience') {
    throw entraRefusal(
      401,
      'invalid_client',
      700212,
      'No matching federated identity record found for presented assertion audience; it must be api://AzureADTokenExchange.',
    );
  }
  if (!verdict.ok) throw entraRefusal(401, 'invalid_client', 700027, `Client assertion failed: ${verdict.reason}.`);
  if (!app.federatedSubjects?.includes(verdict.claims.oid)) {
    throw entraRefusal(
      401,
      'invalid_client',
      700213,
      `No matching federated identity record found for presented assertion subject '${verdict.claims.oid}'.`,
    );
  }
}

function basicCredentials(authorization: string | undefined): [string | undefined, string | undefined] {
  const [scheme, value] = (authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic' || !value) return [undefined, undefined];
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const part = (encoded: string) => decodeURIComponent(encoded.replaceAll('+', ' '));
  try {
    return colon < 0 ? [undefined, undefined] : [part(text.slice(0, colon)), part(text.slice(colon + 1))];
  } catch {
    return [undefined, undefined];
  }
}

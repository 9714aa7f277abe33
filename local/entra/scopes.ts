import { entraRefusal } from './entra-error.ts';

/** The resource of Google's mail: this login service plays that of Google, too. */
export const googleMail = 'https://mail.google.com';

const oidcScopes = ['openid', 'profile', 'email', 'offline_access'];

/** What each resource lets be asked for on behalf of a user; `.default` can be asked of all. */
const delegatedScopes: Record<string, string[]> = {
  'https://graph.microsoft.com': [
    ...['User.Read', 'MailboxSettings.Read', 'Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite', 'Mail.Send'],
    ...['Mail.Read.Shared', 'Mail.ReadWrite.Shared', 'Mail.Send.Shared'],
  ],
  'https://outlook.office.com': ['IMAP.AccessAsUser.All', 'SMTP.Send', 'EWS.AccessAsUser.All'],
  'https://outlook.office365.com': ['IMAP.AccessAsUser.All', 'SMTP.Send', 'EWS.AccessAsUser.All'],
  'https://vault.azure.net': ['user_impersonation'],
  'https://communication.azure.com': [],
  'https://storage.azure.com': ['user_impersonation'],
  'https://cosmos.azure.com': ['user_impersonation'],
  'api://AzureADTokenExchange': [],
  // Google's one scope for mail is https://mail.google.com/
  [googleMail]: [''],
};

export type RequestedScopes = {
  /** written out: a bare `Mail.Read` became `https://graph.microsoft.com/Mail.Read` */
  scope: string;
  /** the one resource that the token is for, absent for a mere sign-in */
  resource: string | undefined;
};

/** Whether `resource` exists in this tenant; an API of one's own (`api://…`) always does. */
export function isResource(resource: string): boolean {
  return resource in delegatedScopes || resource.startsWith('api://');
}

/** Every scope of a resource, written out and separated by spaces, as oidc-provider wants them. */
export function scopesOf(resource: string): string {
  return ['.default', ...(delegatedScopes[resource] ?? [])].map((name) => `${resource}/${name}`).join(' ');
}

/**
 * `https://graph.microsoft.com/Mail.Read https://…/Mail.Send` → `Mail.Read Mail.Send`, the `scp`
 * claim.
 */
export function shortScopes(scope: string): string {
  return scope
    .split(' ')
    .filter((one) => one.includes('/'))
    .map((one) => one.slice(one.lastIndexOf('/') + 1))
    .filter(Boolean)
    .join(' ');
}

/**
 * Reads a `scope` parameter as Entra does: a scope names its resource before the last slash, one
 * token is for one resource. Throws a Refusal: AADSTS28000 for several resources, 500011 for an
 * unknown one, 70011 for an unknown scope.
 */
export function parseScopes(parameter: string): RequestedScopes {
  const wanted = [...new Set(parameter.split(/\s+/).filter(Boolean))];
  const written = wanted.map((scope) => (oidcScopes.includes(scope) ? scope : writtenOut(scope)));
  const ofResources = written.filter((scope) => !oidcScopes.includes(scope));
  const resources = [...new Set(ofResources.map(resourceOf))];
  if (resources.length > 1) {
    throw entraRefusal(
      400,
      'invalid_request',
      28000,
      `Provided value for the input parameter scope is not valid because it contains more than one resource: ${resources.join(', ')}.`,
    );
  }
  const [resource] = resources;
  if (resource === undefined) return { scope: written.join(' '), resource };
  if (!isResource(resource)) {
    throw entraRefusal(400, 'invalid_resource', 500011, `The resource principal named ${resource} was not found in the tenant.`);
  }
  const known = new Set(scopesOf(resource).split(' '));
  const unknown = ofResources.find((scope) => !known.has(scope) && !resource.startsWith('api://'));
  if (unknown)
    throw entraRefusal(400, 'invalid_scope', 70011, `The provided value for the input parameter 'scope' is not valid: ${unknown}.`);
  return { scope: written.join(' '), resource };
}

/**
 * Some clients ask for `https://communication.azure.com//.default`; with one slash or two, it is
 * the same resource here.
 */
function writtenOut(scope: string): string {
  return scope.includes('/') ? scope.replace(/\/+([^/]*)$/, '/$1') : `https://graph.microsoft.com/${scope}`;
}

function resourceOf(scope: string): string {
  return scope.slice(0, scope.lastIndexOf('/'));
}

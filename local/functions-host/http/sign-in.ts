/**
 * What App Service Authentication puts in front of an app: nobody but it may say who calls.
 * https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities
 */
const OWN_HEADERS = /^x-ms-client-principal(-|$)/;

/**
 * The local admin: every request of the embedded cloud is signed in as this user when
 * authentication is on.
 */
const LOCAL_ADMIN = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'admin@contoso.example',
  roles: ['admin', 'technician'],
};

const principalHeaders: ReadonlyMap<string, string> = new Map([
  ['x-ms-client-principal', Buffer.from(JSON.stringify(toPrincipal())).toString('base64')],
  ['x-ms-client-principal-id', LOCAL_ADMIN.id],
  ['x-ms-client-principal-name', LOCAL_ADMIN.name],
  ['x-ms-client-principal-idp', 'aad'],
]);

export type Authentication = 'local-admin' | 'off';

/**
 * Changes the request's headers (names in lower case): what the caller claims about themselves
 * goes, in any case; with `local-admin` the local admin's come.
 */
export function signIn(headers: Map<string, string>, authentication: Authentication): void {
  for (const name of headers.keys()) {
    if (OWN_HEADERS.test(name)) headers.delete(name);
  }
  if (authentication === 'off') return;
  for (const [name, value] of principalHeaders) headers.set(name, value);
}

function toPrincipal() {
  return {
    auth_typ: 'aad',
    name_typ: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
    role_typ: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role',
    claims: [
      { typ: 'name', val: 'Local admin' },
      { typ: 'preferred_username', val: LOCAL_ADMIN.name },
      { typ: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress', val: LOCAL_ADMIN.name },
      { typ: 'http://schemas.microsoft.com/identity/claims/objectidentifier', val: LOCAL_ADMIN.id },
      ...LOCAL_ADMIN.roles.map((val) => ({ typ: 'roles', val })),
    ],
  };
}

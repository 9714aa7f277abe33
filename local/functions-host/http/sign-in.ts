/**
 * What App Service Authentication puts in front of an app: nobody but it may say who calls.
 * https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities
 */
const OWN_HEADERS = /^x-ms-client-principal(-|$)/;

/**
 * Whom a request wants to be signed in as; only the embedded cloud knows this header. The app never
 * sees it.
 */
const USER_HEADER = 'x-local-user';

/** The users of the embedded cloud. */
const USERS = {
  admin: { id: '00000000-0000-4000-8000-000000000001', label: 'Local admin', roles: ['admin', 'technician'] },
  technician: { id: '00000000-0000-4000-8000-000000000002', label: 'Local technician', roles: ['technician'] },
};

type UserName = keyof typeof USERS;

export type Authentication = 'local-admin' | 'off';

/**
 * Changes the request's headers (names in lower case): what the caller claims about themselves
 * goes, in any case. With `local-admin` come those of the local admin, or of the user whom the
 * request names in `x-local-user`: `technician`, or anybody else for nobody.
 */
export function signIn(headers: Map<string, string>, authentication: Authentication): void {
  const wanted = headers.get(USER_HEADER) ?? 'admin';
  for (const name of headers.keys()) {
    if (OWN_HEADERS.test(name) || name === USER_HEADER) headers.delete(name);
  }
  if (authentication === 'off' || !isUser(wanted)) return;
  const address = `${wanted}@contoso.example`;
  headers.set('x-ms-client-principal', Buffer.from(JSON.stringify(toPrincipal(wanted, address))).toString('base64'));
  headers.set('x-ms-client-principal-id', USERS[wanted].id);
  headers.set('x-ms-client-principal-name', address);
  headers.set('x-ms-client-principal-idp', 'aad');
}

const isUser = (name: string): name is UserName => Object.hasOwn(USERS, name);

function toPrincipal(user: UserName, address: string) {
  const { id, label, roles } = USERS[user];
  return {
    auth_typ: 'aad',
    name_typ: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
    role_typ: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role',
    claims: [
      { typ: 'name', val: label },
      { typ: 'preferred_username', val: address },
      { typ: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress', val: address },
      { typ: 'http://schemas.microsoft.com/identity/claims/objectidentifier', val: id },
      ...roles.map((val) => ({ typ: 'roles', val })),
    ],
  };
}

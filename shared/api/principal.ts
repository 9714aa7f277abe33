import { z } from 'zod';
import { ProblemError } from './problem.ts';

/**
 * What a signed-in user may do; app roles of the Entra registration. An admin may do all that a
 * technician may.
 */
export const Role = z.enum(['technician', 'admin']);
export type Role = z.infer<typeof Role>;

/** Who is signed in; `address` is their e-mail address in lower case, null where none is told. */
export type Principal = { id: string; name: string; address: string | null; roles: Role[] };

/**
 * X-MS-CLIENT-PRINCIPAL as App Service Authentication writes it (learn.microsoft.com: "Access user
 * claims in app code").
 */
const ClientPrincipal = z.object({
  role_typ: z.string().max(200).nullish(),
  name_typ: z.string().max(200).nullish(),
  claims: z.array(z.object({ typ: z.string().max(500).nullish(), val: z.string().max(10_000).nullish() })).max(500),
});

/**
 * The header is at most so long: it is set by the platform, and a header of more does not reach us.
 */
const maxHeaderLength = 64_000;

/**
 * The signed-in user, from the platform's headers. They can be trusted only while App Service
 * Authentication is on, since it strips what a caller sends; so without it everyone is refused.
 *
 * @throws ProblemError 403 when authentication is off, 401 when nobody is signed in, 403 without
 * the role.
 */
export function requirePrincipal(header: string | null, authenticationIsOn: boolean, role: Role): Principal {
  if (!authenticationIsOn) {
    throw new ProblemError(
      403,
      'The API is closed: App Service Authentication is off for this app. Switch it on (see "Deploy" in README.md).',
    );
  }
  const principal = header === null ? null : parsePrincipal(header);
  if (!principal) throw new ProblemError(401, 'Sign in first.');
  requireRole(principal, role);
  return principal;
}

/** Throws ProblemError 403 without the role. */
export function requireRole({ roles }: Principal, role: Role): void {
  if (roles.includes(role) || roles.includes('admin')) return;
  throw new ProblemError(403, `This needs the app role "${role}". An admin assigns it under Enterprise applications, Users and groups.`);
}

function parsePrincipal(header: string): Principal | null {
  const parsed = ClientPrincipal.safeParse(decoded(header.slice(0, maxHeaderLength)));
  if (!parsed.success) return null;
  const { claims, role_typ: roleType, name_typ: nameType } = parsed.data;
  const value = (types: (string | null | undefined)[]) => claims.find(({ typ }) => typ && types.includes(typ))?.val ?? '';
  const addresses = addressTypes.map((type) => value([type]));
  const roles = claims.filter(({ typ }) => typ && (typ === 'roles' || typ === roleType)).map(({ val }) => val);
  return {
    id: value(['http://schemas.microsoft.com/identity/claims/objectidentifier', 'oid', 'sub']),
    name: value([nameType, 'name', 'preferred_username']),
    address: addresses.find((text) => /^[^\s<>"@]{1,256}@[^\s<>"@]{1,255}$/.test(text))?.toLowerCase() ?? null,
    roles: Role.options.filter((role) => roles.includes(role)),
  };
}

/** Where an address may stand, the best first. */
const addressTypes = [
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  'email',
  'preferred_username',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
  'upn',
];

function decoded(header: string): unknown {
  try {
    return JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
  } catch {
    return null;
  }
}

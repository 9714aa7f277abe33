import { jwtVerify } from 'jose';
import { z } from 'zod';
import type { SigningKey } from './signing-key.ts';

const Claims = z.looseObject({
  aud: z.string(),
  iss: z.string(),
  exp: z.number(),
  tid: z.string(),
  oid: z.string(),
  appid: z.string(),
  /** application permissions of an app-only token */
  roles: z.array(z.string()).optional(),
  /** seconds since 1970 */
  iat: z.number(),
  /** delegated permissions, separated by spaces */
  scp: z.string().optional(),
  upn: z.string().optional(),
});

/**
 * What an access token says about its bearer. `upn` and `scp` are there for a user, `roles` for an
 * app.
 */
export type Claims = z.infer<typeof Claims>;
export type TokenVerdict =
  | { ok: true; claims: Claims }
  | { ok: false; reason: 'missing' | 'malformed' | 'expired' | 'audience' | 'signature' };
/** Takes an Authorization header. */
export type TokenCheck = (authorization: string | undefined) => Promise<TokenVerdict>;
/** `audience`: the resource that the token must be for, such as `https://graph.microsoft.com`. */
export type VerifyToken = (audience: string) => TokenCheck;

/** how many checked tokens are remembered; the oldest go first */
const remembered = 1_000;

/**
 * Makes the check that the other simulators use: signature (RS256, this tenant's key), audience,
 * expiry. A token is verified once and remembered, so that a request costs a look-up. `now` in
 * milliseconds. `endedAt`: the tokens of that user which were given until then (seconds) are taken
 * no more, as by continuous access evaluation.
 */
export function makeVerifyToken(
  { publicKey }: SigningKey,
  now: () => number,
  endedAt: ReadonlyMap<string, number> = new Map(),
): VerifyToken {
  const isEnded = ({ upn = '', iat }: Claims) => iat <= (endedAt.get(upn) ?? 0);
  return (audience) => {
    const checked = new Map<string, Claims>();
    return async (authorization) => {
      const [scheme, token] = (authorization ?? '').split(' ');
      if (scheme?.toLowerCase() !== 'bearer' || !token) return { ok: false, reason: 'missing' };
      const known = checked.get(token);
      if (known) return known.exp * 1_000 > now() && !isEnded(known) ? { ok: true, claims: known } : { ok: false, reason: 'expired' };
      try {
        const { payload } = await jwtVerify(token, publicKey, { algorithms: ['RS256'], audience, currentDate: new Date(now()) });
        const claims = Claims.parse(payload);
        if (isEnded(claims)) return { ok: false, reason: 'expired' };
        if (checked.size >= remembered) checked.delete(checked.keys().next().value ?? '');
        checked.set(token, claims);
        return { ok: true, claims };
      } catch (error) {
        return { ok: false, reason: reasonOf(error) };
      }
    };
  };
}

function reasonOf(error: unknown): 'malformed' | 'expired' | 'audience' | 'signature' {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_JWT_EXPIRED') return 'expired';
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') return 'audience';
  return code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' ? 'signature' : 'malformed';
}

import type { RpcCookie } from '../channel/rpc-types.ts';

/**
 * One Set-Cookie header (RFC 6265 section 4.1), as ASP.NET writes it: value escaped, path `/`
 * unless another is given.
 */
export function toSetCookie(cookie: RpcCookie): string {
  const { domain, path, expires, maxAge, sameSite } = cookie;
  const parts = [`${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`];
  if (maxAge?.value !== undefined) parts.push(`max-age=${Math.trunc(maxAge.value)}`);
  if (expires?.value !== undefined) parts.push(`expires=${new Date(Number(expires.value.seconds) * 1000).toUTCString()}`);
  if (domain?.value) parts.push(`domain=${domain.value}`);
  parts.push(`path=${path?.value || '/'}`);
  if (cookie.secure?.value === true) parts.push('secure');
  if (sameSite !== undefined && sameSite !== 'none') parts.push(`samesite=${sameSite === 'explicitNone' ? 'none' : sameSite}`);
  if (cookie.httpOnly?.value === true) parts.push('httponly');
  return parts.join('; ');
}

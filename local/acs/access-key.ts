import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SimulatedRequest } from '../simulator/routes.ts';

/** Older or newer requests are refused: a recorded one can't be sent again later. */
const clockSkewMs = 15 * 60_000;

/**
 * Whether a request is signed with the access key (base64): HMAC-SHA256 over method, path with
 * query, x-ms-date, host and the body's hash. Source:
 * learn.microsoft.com/azure/communication-services/tutorials/hmac-header-tutorial
 */
export function isSigned(request: SimulatedRequest, body: Uint8Array, accessKey: string, now: number): boolean {
  const { headers, url, method } = request;
  const date = String(headers['x-ms-date'] ?? '');
  const hash = createHash('sha256').update(body).digest('base64');
  if (!(Math.abs(now - Date.parse(date)) <= clockSkewMs) || headers['x-ms-content-sha256'] !== hash) return false;
  const match = /^HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=(.+)$/.exec(headers.authorization ?? '');
  if (!match?.[1]) return false;
  const given = Buffer.from(match[1], 'base64');
  // some clients sign the query as it stands in the address, the JavaScript one as URLSearchParams
  // writes it
  const queries = [url.search, url.searchParams.size > 0 ? `?${url.searchParams}` : ''];
  return queries.some((query) => {
    const text = `${method}\n${url.pathname}${query}\n${date};${headers.host ?? ''};${hash}`;
    const wanted = createHmac('sha256', Buffer.from(accessKey, 'base64')).update(text).digest();
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

import type { IncomingMessage } from 'node:http';
import type { Nullable, RpcHttpRequest } from '../channel/rpc-types.ts';

/**
 * Names in lower case; repeated headers comma-joined, as the real host hands them over (cookies by
 * their own rule, RFC 6265 section 5.4).
 */
export function toHeaderMap(request: IncomingMessage): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    headers.set(name, values.join(name === 'cookie' ? '; ' : ','));
  }
  return headers;
}

/**
 * The request as @azure/functions takes it, without its body. Repeated query keys are comma-joined,
 * as the real host does.
 */
export function toRpcRequest(method: string, url: URL, headers: Map<string, string>, params: Record<string, string>): RpcHttpRequest {
  const query = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    const before = query.get(name);
    query.set(name, before === undefined ? value : `${before},${value}`);
  }
  return {
    method,
    url: url.href,
    nullableHeaders: toNullables(headers),
    nullableParams: toNullables(Object.entries(params)),
    nullableQuery: toNullables(query),
  };
}

function toNullables(entries: Iterable<[string, string]>): Record<string, Nullable<string>> {
  return Object.fromEntries(Array.from(entries, ([name, value]) => [name, { value }]));
}

import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Dialer } from './dialer.ts';
import { trusting } from './trusting.ts';

/** As much of `fetch` as OAuth clients and autoconfiguration use. */
export type GuardedFetchInit = {
  method?: string | undefined;
  headers?: Record<string, string> | undefined;
  body?: string | URLSearchParams | null | undefined;
  signal?: AbortSignal | null | undefined;
  /** `follow`: with GET alone, each hop checked anew; else a redirect is an answer like others. */
  redirect?: 'follow' | 'manual' | 'error' | undefined;
};

export type GuardedFetchOptions = {
  /** For the whole of one request. */
  timeoutMs: number;
  /** Of an answer; a longer one is an error. */
  maxBytes: number;
  /** A certificate authority to trust instead of Node's (PEM). */
  certificateAuthority?: string | undefined;
};

export type GuardedFetch = (address: string | URL, init?: GuardedFetchInit) => Promise<Response>;

const maxRedirects = 5;
/** Answers that have no body (Fetch, "null body status"). */
const withoutBody = [204, 205, 304];

/**
 * `fetch` for addresses that somebody typed or that were discovered: HTTPS alone, over connections
 * of the dialer.
 *
 * @throws (the function) AddressRefused, and errors with the code of the system, of Node or of
 * OpenSSL
 */
export function guardedFetch(dialer: Dialer, options: GuardedFetchOptions): GuardedFetch {
  return async (address, init = {}) => {
    const method = init.method ?? 'GET';
    let url = new URL(address);
    let headers = init.headers ?? {};
    for (let hops = 0; ; hops += 1) {
      const answer = await ask(url, { ...init, method, headers }, dialer, options);
      const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
      if (location === null || init.redirect === 'manual' || init.redirect === undefined) return answer;
      if (init.redirect === 'error' || method !== 'GET' || hops >= maxRedirects) throw failed('ERR_REDIRECT', 'a redirect is not followed');
      const next = new URL(location, url);
      // what proves who asks is for the host that was meant
      if (next.origin !== url.origin) headers = withoutCredentials(headers);
      url = next;
    }
  };
}

async function ask(url: URL, init: GuardedFetchInit, dialer: Dialer, options: GuardedFetchOptions): Promise<Response> {
  if (url.protocol !== 'https:') throw failed('ERR_INVALID_PROTOCOL', 'only https is asked');
  const agent = dialer.agent(trusting(options.certificateAuthority));
  const body = init.body == null ? '' : String(init.body);
  const typed = init.body instanceof URLSearchParams ? { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' } : {};
  const headers = { ...typed, ...init.headers, ...(body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }) };
  const signal = AbortSignal.any([AbortSignal.timeout(options.timeoutMs), ...(init.signal ? [init.signal] : [])]);
  try {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    requestHttps(url, { agent, method: init.method, headers, signal }, resolve).once('error', reject).end(body);
    const answer = await promise;
    const content = await bodyOf(answer, options.maxBytes);
    const status = answer.statusCode ?? 0;
    return new Response(withoutBody.includes(status) ? null : new Uint8Array(content), { status, headers: headersOf(answer) });
  } finally {
    agent.destroy();
  }
}

async function bodyOf(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    if (size > maxBytes) throw failed('ERR_TOO_LARGE', `an answer of more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf({ headers }: IncomingMessage): Headers {
  const received = new Headers();
  for (const [name, value] of Object.entries(headers)) for (const one of [value ?? []].flat()) received.append(name, one);
  return received;
}

const withoutCredentials = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(?:authorization|cookie)$/i.test(name)));

const failed = (code: string, message: string) => Object.assign(new Error(message), { code });

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FunctionsProcess } from '../host/functions-process.ts';
import type { HostLog } from '../host/host-log.ts';
import { InvocationError } from '../host/invocation-error.ts';
import type { HostFunction } from '../host/plan-function.ts';
import type { RunFunction } from '../host/run-function.ts';
import { isLoopbackName } from './loopback-name.ts';
import { readBodyOfKnownLength } from './read-body.ts';
import { findRoute, type Route } from './route-table.ts';
import { runTimerNow } from './run-timer-now.ts';
import { type Authentication, signIn } from './sign-in.ts';
import { toHeaderMap, toRpcRequest } from './to-rpc-request.ts';
import { writeResponse } from './write-response.ts';

/** As long as a new functions process may take: callers wait that long before they hear 503. */
const READY_LIMIT_MS = 30_000;

export interface HttpOptions {
  /** resolves when there are routes: requests that come before wait */
  begun: Promise<void>;
  isStopping(): boolean;
  /** the present routes: they change with the app */
  routes(): readonly Route[];
  /** the present functions, whatever starts them */
  functions(): readonly HostFunction[];
  run: RunFunction;
  ready: FunctionsProcess['ready'];
  authentication: Authentication;
  log: HostLog;
}

/**
 * The HTTP front (not yet listening). Answers of its own, all with an empty body: 202 a timer was
 * started by hand · 400 unreadable URL · 404 no function for method and path · 413 body too large ·
 * 415 a timer was asked for by other than JSON · 421 asked under a name that is not this machine's
 * own · 500 the function failed · 503 no functions process in time, or the host is stopping.
 */
export function createHttpServer(options: HttpOptions): Server {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error) => {
      // the client broke off while it sent
      if (request.destroyed && !request.complete) return response.destroy();
      options.log.host('error', `${request.method} ${request.url} failed: ${String(error)}`);
      if (response.headersSent) response.destroy();
      else end(response, 500);
    });
  });
  // callers keep connections; closing them early makes them fail on reuse
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  if (options.isStopping()) return end(response, 503);
  if (!isLoopbackName(request.headers.host)) return end(response, 421);
  await options.begun;
  const { method = 'GET' } = request;
  const url = parseUrl(request);
  if (url === undefined) return end(response, 400);
  // first of all: another functions process may have other functions
  if (!(await options.ready(READY_LIMIT_MS))) return end(response, 503);
  const started = runTimerNow(request, url, options);
  if (started !== undefined) return end(response, started);
  const found = findRoute(options.routes(), method, url.pathname);
  if (found === undefined) return end(response, 404);

  const body = await readBodyOfKnownLength(request);
  if (body === undefined) return end(response, 413);
  const headers = toHeaderMap(request);
  signIn(headers, options.authentication);
  const http = toRpcRequest(method, url, headers, found.params);
  try {
    const traceParent = headers.get('traceparent');
    const result = await options.run(found.function, { trigger: { http }, traceParent, body }, `${method} ${url.pathname}`);
    await writeResponse(response, result);
  } catch (error) {
    if (!(error instanceof InvocationError)) throw error;
    end(response, error.kind === 'not-ready' ? 503 : 500);
  }
}

function parseUrl(request: IncomingMessage): URL | undefined {
  // the path is put behind the host as text: `//other/path` must not become another host
  const { url = '/', headers } = request;
  return url.startsWith('/') ? (URL.parse(`http://${headers.host ?? 'localhost'}${url}`) ?? undefined) : undefined;
}

function end(response: ServerResponse, status: number): void {
  // what was not read of a refused upload would be taken for the next request
  if (!response.req.complete) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-length': 0 });
  response.end();
}

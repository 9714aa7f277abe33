import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type Dispatch, makeDispatch, type Simulation } from './dispatch.ts';
import { type Faults, makeFaults } from './faults.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';
import { readBody } from './read-body.ts';
import type { Answer } from './routes.ts';
import type { Stats } from './stats.ts';

/**
 * How long the rest of a refused body is listened to: cut off at once, the client would not see the
 * refusal.
 */
const maxUnreadMs = 1_000;

export type Tls = { key: string; cert: string };
export type Served = { url: string; port: number; faults: Faults; stats(): Stats; stop(): Promise<void> };
export type ServeOptions = {
  /** 0 takes a free one */
  port: number;
  /** plain http when absent */
  tls?: Tls | undefined;
};

/**
 * Serves a simulator on 127.0.0.1 with keep-alive; `simulate` is called once, with the address that
 * it got. Rejects with the listen error (EADDRINUSE …).
 */
export async function serve<Caller>({ port, tls }: ServeOptions, simulate: (url: string) => Simulation<Caller>): Promise<Served> {
  const stats: Stats = { requests: 0, byOperation: {}, byStatus: {} };
  const faults = makeFaults();
  let simulation: Simulation<Caller> | undefined;
  let dispatch: Dispatch | undefined;
  let url = '';

  const onRequest = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = incoming.url ?? '/';
    // `GET //` is no address at all, and must not end the process
    if (!simulation || !dispatch || !URL.canParse(target, url)) {
      response.destroy();
      return;
    }
    const { errorBody, headers } = simulation;
    let body: Promise<Buffer> | undefined;
    const request = {
      method: incoming.method ?? 'GET',
      url: new URL(target, url),
      headers: incoming.headers,
      connection: incoming.socket,
      body: (limit: number) => {
        body ??= readBody(incoming, limit, (message) => errorBody(413, message));
        return body;
      },
    };
    const { answer, drop } = await dispatch(request);
    response.once('finish', () => {
      stats.byStatus[response.statusCode] = (stats.byStatus[response.statusCode] ?? 0) + 1;
    });
    if (drop) {
      incoming.socket.destroy();
    } else if ('handOver' in answer) {
      answer.handOver(incoming, response);
    } else {
      if (!incoming.complete) readToTheEnd(incoming);
      write(response, answer, headers?.(request) ?? {});
    }
  };
  const server = tls ? createHttpsServer(tls, onRequest) : createHttpServer(onRequest);
  server.keepAliveTimeout = 65_000;
  const listening = await listenOnLoopback(server, port);
  url = `${tls ? 'https' : 'http'}://localhost:${listening.port}`;
  simulation = simulate(url);
  dispatch = makeDispatch(simulation, faults, stats);
  return { url, port: listening.port, faults, stats: () => structuredClone(stats), stop: listening.stop };
}

/**
 * A body that nobody read must not be taken for the next request; one that does not end is cut off.
 */
function readToTheEnd(incoming: IncomingMessage): void {
  incoming.resume();
  const timer = setTimeout(() => incoming.socket.destroy(), maxUnreadMs);
  incoming.once('close', () => clearTimeout(timer));
}

type PlainAnswer = Exclude<Answer, { handOver: unknown }>;

function write(response: ServerResponse, { status, headers = {}, body }: PlainAnswer, always: Record<string, string>): void {
  const [content, type] = encoded(body);
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  response.writeHead(status, {
    ...always,
    ...(type && !named ? { 'content-type': type } : {}),
    ...(status === 204 ? {} : { 'content-length': String(content.length) }),
    ...headers,
  });
  response.end(content);
}

function encoded(body: unknown): [Uint8Array, string | undefined] {
  if (body === undefined) return [new Uint8Array(), undefined];
  if (body instanceof Uint8Array) return [body, 'application/octet-stream'];
  if (typeof body === 'string') return [Buffer.from(body), 'text/plain; charset=utf-8'];
  return [Buffer.from(JSON.stringify(body)), 'application/json; charset=utf-8'];
}

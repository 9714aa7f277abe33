import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

export type SimulatedRequest = {
  method: string;
  /** the whole address, with this server's own origin */
  url: URL;
  headers: IncomingHttpHeaders;
  /** The connection that it came over: some protocols sign in once for all requests of one. */
  connection: object;
  /**
   * reads the body, once; answers 413 in the simulator's error shape when it is longer than `limit`
   * bytes
   */
  body(limit: number): Promise<Buffer>;
};

/**
 * `body`: bytes and text are sent as they are, anything else as JSON, nothing when absent.
 * `handOver`: a library answers instead.
 */
export type Answer =
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | { handOver(incoming: IncomingMessage, response: ServerResponse): void };

export type Params = Record<string, string>;

/** `operation` is `METHOD /path/{parameter}`: what is matched, counted and hit by faults. */
export type Route<Caller> = {
  operation: string;
  answer(request: SimulatedRequest, params: Params, caller: Caller): Promise<Answer> | Answer;
};

type Compiled<Caller> = { route: Route<Caller>; segments: string[] };
export type Match<Caller> = { route: Route<Caller>; params: Params };

/**
 * Finds the route for a method and path (segments are matched as sent, parameters come decoded). A
 * literal segment goes before a parameter, so `/messages/delta` is never a message named delta.
 */
export function compileRoutes<Caller>(routes: Route<Caller>[]): (method: string, pathname: string) => Match<Caller> | undefined {
  const table = new Map<string, Compiled<Caller>[]>();
  for (const route of routes) {
    const [method = '', path = ''] = route.operation.split(' ');
    const segments = path.split('/').slice(1);
    const key = `${method} ${segments.length}`;
    table.set(key, [...(table.get(key) ?? []), { route, segments }]);
  }
  for (const candidates of table.values()) {
    candidates.sort((a, b) => parameterPattern(a.segments).localeCompare(parameterPattern(b.segments)));
  }
  return (method, pathname) => {
    const segments = pathname.replace(/\/$/, '').split('/').slice(1);
    for (const candidate of table.get(`${method} ${segments.length}`) ?? []) {
      const params = paramsOf(candidate.segments, segments);
      if (params) return { route: candidate.route, params };
    }
    return undefined;
  };
}

function parameterPattern(segments: string[]): string {
  return segments.map((segment) => (segment.startsWith('{') ? '1' : '0')).join('');
}

function paramsOf(pattern: string[], segments: string[]): Params | undefined {
  const params: Params = {};
  for (const [index, wanted] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (wanted.startsWith('{')) {
      const value = decoded(segment);
      if (value === undefined || value === '') return undefined;
      params[wanted.slice(1, -1)] = value;
    } else if (wanted.toLowerCase() !== segment.toLowerCase()) {
      return undefined;
    }
  }
  return params;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

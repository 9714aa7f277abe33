import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, FaultSchema, type Faults } from './faults.ts';
import { readJson } from './read-json.ts';
import { Refusal } from './refusal.ts';
import { type Answer, compileRoutes, type Params, type Route, type SimulatedRequest } from './routes.ts';
import type { Stats } from './stats.ts';

/** A service as its clients see it. */
export type Simulation<Caller> = {
  routes: Route<Caller>[];
  /**
   * operations under `/admin/`, which steer the simulator; they have no counterpart in the cloud
   * and ask for no token
   */
  admin?: Route<undefined>[];
  /** who calls; throws a Refusal */
  authorize(request: SimulatedRequest, operation: string, params: Params): Promise<Caller> | Caller;
  /** the service's own error shape, for faults, unknown operations and too long bodies */
  errorBody(status: number, message: string): unknown;
  /** applied to the path before the routes are asked */
  normalizePath?(pathname: string): string;
  /** sent with every answer */
  headers?(request: SimulatedRequest): Record<string, string>;
};

export type Outcome = { answer: Answer; drop: boolean };
export type Dispatch = (request: SimulatedRequest) => Promise<Outcome>;

/**
 * Turns a simulation into one function from request to answer: counts, injects faults, asks who
 * calls, runs the operation. Adds `POST /admin/faults`, `DELETE /admin/faults` and `GET
 * /admin/stats`. Never rejects: what is no Refusal answers 500 and is written to stderr.
 */
export function makeDispatch<Caller>(simulation: Simulation<Caller>, faults: Faults, stats: Stats): Dispatch {
  const { errorBody } = simulation;
  const match = compileRoutes(simulation.routes);
  const matchAdmin = compileRoutes([...adminRoutes(faults, stats), ...(simulation.admin ?? [])]);

  const answerAdmin = async (request: SimulatedRequest): Promise<Answer> => {
    const found = matchAdmin(request.method, request.url.pathname);
    if (!found) throw unknownOperation(request, errorBody);
    return found.route.answer(request, found.params, undefined);
  };

  const answerAsService = async (request: SimulatedRequest): Promise<Outcome> => {
    const found = match(request.method, simulation.normalizePath?.(request.url.pathname) ?? request.url.pathname);
    const operation = found?.route.operation ?? 'unknown';
    stats.requests += 1;
    stats.byOperation[operation] = (stats.byOperation[operation] ?? 0) + 1;
    const fault = faults.take(operation);
    if (fault?.delayMs) await sleep(fault.delayMs);
    const failure = fault && failureOf(fault, errorBody);
    if (failure && fault.when === 'before') return failure;
    if (!found) throw unknownOperation(request, errorBody);
    const answer = await found.route.answer(request, found.params, await simulation.authorize(request, operation, found.params));
    return failure ?? { answer, drop: false };
  };

  return async (request) => {
    try {
      if (request.url.pathname.startsWith('/admin/')) return { answer: await answerAdmin(request), drop: false };
      return await answerAsService(request);
    } catch (error) {
      if (error instanceof Refusal) return { answer: { status: error.status, headers: error.headers, body: error.body }, drop: false };
      console.error(`${request.method} ${request.url.pathname}:`, error);
      return { answer: { status: 500, body: errorBody(500, 'The simulator failed; its terminal says why.') }, drop: false };
    }
  };
}

function failureOf(fault: Fault, errorBody: (status: number, message: string) => unknown): Outcome | undefined {
  if (!fault.dropConnection && fault.status === undefined) return undefined;
  const status = fault.status ?? 503;
  const headers: Record<string, string> = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  const body = fault.body ?? errorBody(status, 'This failure was asked for.');
  return { answer: { status, headers, body }, drop: fault.dropConnection ?? false };
}

function unknownOperation(request: SimulatedRequest, errorBody: (status: number, message: string) => unknown): Refusal {
  return new Refusal(404, errorBody(404, `There is no operation ${request.method} ${request.url.pathname} here.`));
}

function adminRoutes(faults: Faults, stats: Stats): Route<undefined>[] {
  return [
    {
      operation: 'POST /admin/faults',
      answer: async (request) => {
        faults.add(await readJson(request, FaultSchema));
        return { status: 204 };
      },
    },
    {
      operation: 'DELETE /admin/faults',
      answer: () => {
        faults.clear();
        return { status: 204 };
      },
    },
    { operation: 'GET /admin/stats', answer: () => ({ status: 200, body: { ...stats, faults: faults.waiting() } }) },
  ];
}

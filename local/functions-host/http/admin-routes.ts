import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { RegisteredFunction } from '../config/registered-function.ts';
import type { HostFunction } from '../host/plan-function.ts';
import { readBody } from './read-body.ts';

export interface FunctionState {
  name: string;
  bindings: RegisteredFunction['bindings'];
  /** undefined: it could not be planned, for the reason given */
  planned: HostFunction | undefined;
  problem: string | undefined;
  isDisabled: boolean;
  /** where it can be called, for HTTP functions */
  url: string | undefined;
}

export interface AdminOptions {
  functions(): readonly FunctionState[];
  hostId: string;
  isReady(): boolean;
  /** a queue or timer function, once, out of turn */
  runOnce(fn: HostFunction, input: string): Promise<void>;
}

export type AdminRoutes = (request: IncomingMessage, response: ServerResponse, method: string, path: string) => Promise<void>;

const runBody = z.object({ input: z.unknown().optional() });

export function isAdminPath(path: string): boolean {
  return /^\/admin(\/|$)/i.test(path);
}

/**
 * The host's own routes: `GET /admin/host/status`, `GET /admin/functions`, `GET
 * /admin/functions/NAME`, `POST /admin/functions/NAME` with `{"input": …}`: 202, runs the function
 * in the background with that input as the message (timers: no input). 400 for a wrong body and for
 * HTTP functions, 404 for unknown names and paths.
 * https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http
 */
export function createAdminRoutes(options: AdminOptions): AdminRoutes {
  const startedAt = Date.now();
  return async (request, response, method, path) => {
    const [, , kind, name, ...more] = path.split('/');
    if (kind === 'host' && name === 'status' && more.length === 0 && method === 'GET') {
      const errors = options.functions().flatMap((fn) => (fn.problem === undefined ? [] : [`${fn.name}: ${fn.problem}`]));
      const state = options.isReady() ? 'Running' : 'Starting';
      return sendJson(response, 200, { id: options.hostId, state, processUptime: Date.now() - startedAt, errors });
    }
    if (kind !== 'functions' || more.length > 0) return sendJson(response, 404, { message: `There is no ${method} ${path}.` });
    if (name === undefined && method === 'GET') return sendJson(response, 200, options.functions().map(toListed));

    const fn = options.functions().find((each) => each.name.toLowerCase() === name?.toLowerCase());
    if (fn === undefined) return sendJson(response, 404, { message: `There is no function '${name}'.` });
    if (method === 'GET') return sendJson(response, 200, toListed(fn));
    if (method !== 'POST' || fn.planned === undefined || fn.isDisabled)
      return sendJson(response, 404, { message: fn.problem ?? 'It is disabled.' });
    if (fn.planned.trigger.kind === 'http') return sendJson(response, 400, { message: `'${fn.name}' is called by its route: ${fn.url}` });
    const input = await readInput(request);
    if (input === undefined) return sendJson(response, 400, { message: 'The body must be JSON: {"input": "the message"}' });
    void options.runOnce(fn.planned, input);
    response.writeHead(202, { 'content-length': 0 });
    response.end();
  };
}

/** No body is an empty input; an object is taken as the JSON text of a message. */
async function readInput(request: IncomingMessage): Promise<string | undefined> {
  const body = await readBody(request);
  if (body === undefined) return undefined;
  if (body.length === 0) return '';
  try {
    const read = runBody.safeParse(JSON.parse(body.toString()));
    if (!read.success) return undefined;
    const { input = '' } = read.data;
    return typeof input === 'string' ? input : JSON.stringify(input);
  } catch {
    return undefined;
  }
}

function toListed({ name, bindings, problem, isDisabled, url }: FunctionState) {
  const config = { bindings: Object.entries(bindings).map(([bindingName, binding]) => ({ ...binding, name: bindingName })) };
  return { name, config, isDisabled, invoke_url_template: url ?? null, error: problem ?? null };
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

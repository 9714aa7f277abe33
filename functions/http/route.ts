import {
  app,
  type FunctionOutput,
  type HttpMethod,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from '@azure/functions';
import { z } from 'zod';
import { type ApiRoute, type RouteSchemas, routes } from '../../shared/api/openapi.ts';
import { type Principal, requirePrincipal } from '../../shared/api/principal.ts';
import { ProblemError, toProblem } from '../../shared/api/problem.ts';
import { jsonBody, refuseForeignPages, refuseOtherThanJson } from '../../shared/api/request-guard.ts';
import { wiring } from '../../shared/wiring/wiring.ts';

/** What a handler is given: all of it checked. */
export type RouteInput<Query extends z.ZodType, Params extends z.ZodType> = {
  query: z.output<Query>;
  params: z.output<Params>;
  /** The JSON body, checked by its schema. */
  body: <T>(schema: z.ZodType<T>) => Promise<T>;
  principal: Principal;
  context: InvocationContext;
};

/** Of a route that has no parameters: whatever the query says is read over. */
const none = z.object({});
type None = typeof none;

type Made<T> = T | Promise<T>;
/** `query` and `params` stand there where the route has some. */
type Definition<Query extends z.ZodType, Params extends z.ZodType> = Omit<ApiRoute, 'schemas'> & {
  schemas: () => Made<Pick<RouteSchemas, 'body' | 'answers'> & { query?: Query; params?: Params }>;
  outputs?: FunctionOutput[];
};
type Handler<Query extends z.ZodType, Params extends z.ZodType> = (input: RouteInput<Query, Params>) => Promise<HttpResponseInit>;

/**
 * Of every answer: nothing of it is kept on the way or by the browser, and no browser guesses what
 * it is.
 */
const guarded = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/**
 * Registers an HTTP function of the API and notes it for the OpenAPI document: signed in (by the
 * platform), role checked, query and path parsed by their schemas, problems answered as RFC 9457
 * says. What changes something is refused to pages of other sites. Answers 400, 401, 403, 404, 409,
 * 411, 415 and 500 as problems.
 */
export function route<Query extends z.ZodType = None, Params extends z.ZodType = None>(
  definition: Definition<Query, Params>,
  handler: Handler<Query, Params>,
): void;
export function route(definition: Definition<z.ZodType, z.ZodType>, handler: Handler<z.ZodType, z.ZodType>): void {
  routes.push(definition);
  const method: HttpMethod = definition.method;
  app.http(definition.name, {
    route: definition.route,
    methods: [method],
    authLevel: 'anonymous',
    extraOutputs: definition.outputs ?? [],
    async handler(request, context) {
      try {
        const { WEBSITE_AUTH_ENABLED: on, PUBLIC_URL: url } = wiring().settings;
        const principal = requirePrincipal(request.headers.get('x-ms-client-principal'), on, definition.role);
        if (method !== 'GET') {
          refuseForeignPages(request.headers, [url, request.url]);
          refuseOtherThanJson(request.headers);
        }
        const schemas = await definition.schemas();
        const query = parse(schemas.query ?? none, queryOf(request), 'query');
        const params = parse(schemas.params ?? none, request.params, 'path');
        const body = async <T>(schema: z.ZodType<T>) => parse(schema, jsonBody(request.headers, await request.text()), 'body');
        const answer = await handler({ query, params, body, principal, context });
        return { ...answer, headers: { ...guarded, ...answer.headers } };
      } catch (error) {
        return problemAnswer(error, context);
      }
    },
  });
}

const queryOf = (request: HttpRequest) => Object.fromEntries([...request.query].filter(([, value]) => value !== ''));

function parse<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProblemError(400, parsed.error.issues.map((issue) => `${where} ${issue.path.join('.')}: ${issue.message}`).join('; '));
}

/**
 * The answer to an error: what was thrown for the caller as it is, all else as a 500 that only the
 * log explains.
 */
function problemAnswer(error: unknown, context: InvocationContext): HttpResponseInit {
  if (!(error instanceof ProblemError)) context.error(error);
  const known = error instanceof ProblemError ? error : new ProblemError(500, `The log of invocation ${context.invocationId} says more.`);
  return {
    status: known.status,
    headers: { ...guarded, 'content-type': 'application/problem+json' },
    body: JSON.stringify(toProblem(known)),
  };
}

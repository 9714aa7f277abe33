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
import { parseRequest } from '../../shared/api/parse-request.ts';
import { type Principal, type Role, requirePrincipal } from '../../shared/api/principal.ts';
import { ProblemError } from '../../shared/api/problem.ts';
import {
  idempotencyKeyOf,
  jsonBody,
  refuseEncoded,
  refuseForeignPages,
  refuseOtherThanFile,
  refuseOtherThanJson,
} from '../../shared/api/request-guard.ts';
import { appSettings } from '../../shared/wiring/app-settings.ts';
import { problemOf } from '../../shared/workflows/problem-of.ts';
import { guarded, toAnswer } from './problem-answer.ts';

/** What a handler gets; all of it is checked. */
export type RouteInput<Query extends z.ZodType, Params extends z.ZodType> = {
  query: z.output<Query>;
  params: z.output<Params>;
  /** The JSON body, checked by its schema. */
  body: <T>(schema: z.ZodType<T>) => Promise<T>;
  /** The same where none need be sent: then it is as an empty object. */
  bodyIfAny: <T>(schema: z.ZodType<T>) => Promise<T>;
  principal: Principal;
  /** The body as bytes, of a route that takes a file. */
  bytes: () => Promise<Uint8Array>;
  /** The field Idempotency-Key: a request that is repeated with it is done once. */
  idempotencyKey: string | null;
  /** The field If-Match as it was sent: which version of the thing the caller has seen. */
  ifMatch: string | null;
  context: InvocationContext;
};

/** For a route without parameters: anything in the query is ignored. */
const none = z.object({});
type None = typeof none;

type Made<T> = T | Promise<T>;
/** `query` and `params` are given if the route has any. */
type Definition<Query extends z.ZodType, Params extends z.ZodType> = Omit<ApiRoute, 'schemas' | 'role'> & {
  role: Role;
  schemas: () => Made<Pick<RouteSchemas, 'body' | 'answers'> & { query?: Query; params?: Params }>;
  outputs?: FunctionOutput[];
  /** Where a body is longer than some settings. */
  maxBodyCharacters?: number;
  /** It takes a file of at most so many bytes, and no JSON. */
  maxFileBytes?: number;
};
type Handler<Query extends z.ZodType, Params extends z.ZodType> = (input: RouteInput<Query, Params>) => Promise<HttpResponseInit>;

/**
 * Registers an HTTP function of the API and adds it to the OpenAPI document. The platform signs
 * users in; here the role is checked, query and path are parsed by their schemas, and errors are
 * answered as problems (RFC 9457). Pages of other sites can't call routes that change something.
 * Answers 400, 401, 403, 404, 409, 411, 412, 413, 415, 422, 428 and 500 as problems.
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
        const { WEBSITE_AUTH_ENABLED: on, PUBLIC_URL: url } = appSettings();
        const principal = requirePrincipal(request.headers.get('x-ms-client-principal'), on, definition.role);
        if (method !== 'GET') {
          refuseForeignPages(request.headers, [url, request.url]);
          if (definition.maxFileBytes === undefined) refuseOtherThanJson(request.headers);
          else refuseOtherThanFile(request.headers, definition.maxFileBytes);
          refuseEncoded(request.headers);
        }
        const schemas = await definition.schemas();
        const query = parseRequest(schemas.query ?? none, queryOf(request), 'query');
        const params = parseRequest(schemas.params ?? none, request.params, 'path');
        const body = async <T>(schema: z.ZodType<T>) =>
          parseRequest(schema, jsonBody(request.headers, await request.text(), definition.maxBodyCharacters), 'body');
        const bodyIfAny = async <T>(schema: z.ZodType<T>) =>
          request.headers.get('content-type') === null ? parseRequest(schema, {}, 'body') : body(schema);
        const bytes = async () => new Uint8Array(await request.arrayBuffer());
        const { ifMatch, idempotencyKey } = conditionsOf(request);
        const answer = await handler({ query, params, body, bodyIfAny, bytes, principal, ifMatch, idempotencyKey, context });
        return { ...answer, headers: { ...guarded, ...answer.headers } };
      } catch (error) {
        return problemAnswer(error, context);
      }
    },
  });
}

const conditionsOf = ({ headers }: HttpRequest) => ({
  ifMatch: headers.get('if-match'),
  idempotencyKey: idempotencyKeyOf(headers),
});

const queryOf = (request: HttpRequest) => Object.fromEntries([...request.query].filter(([, value]) => value !== ''));

/**
 * The response to an error: a problem as it is, anything else as a 500 that only the log explains.
 */
export function problemAnswer(error: unknown, context: InvocationContext): HttpResponseInit {
  const problem = problemOf(error);
  if (!problem) context.error(error);
  return toAnswer(problem ?? new ProblemError(500, `The log of invocation ${context.invocationId} says more.`));
}

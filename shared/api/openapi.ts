import { z } from 'zod';
import type { Role } from './principal.ts';
import { Problem } from './problem.ts';

/** A route of the API as it is described. */
export type ApiRoute = {
  /** The function's name; routes are tried in the order of these. */
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api, as the Functions host writes it. */
  route: string;
  /** `guest`: nobody signs in, the token of a link opens it. */
  role: Role | 'guest';
  summary: string;
  status: 200 | 201 | 202 | 204;
  /**
   * What it takes and answers. Made when the route is first called, or described: all of them
   * together are a fifth of what a process does at its start.
   */
  schemas: () => RouteSchemas | Promise<RouteSchemas>;
};

/**
 * `query`, `params` and `body` are absent where a route takes none; `answers` is a schema, or the
 * media type of bytes, or null where the answer has no body.
 */
export type RouteSchemas = { query?: z.ZodType; params?: z.ZodType; body?: z.ZodType; answers: z.ZodType | string | null };

/** The routes that this process has registered. */
export const routes: ApiRoute[] = [];

/** The OpenAPI 3.1 document of the routes, made from their schemas. */
export async function openApiDocument(described: readonly ApiRoute[], url: string): Promise<object> {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of described) {
    const path = `/api/${route.route.replace(/:[a-z]+\}/g, '}')}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, await route.schemas()) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'psa-email',
      version: '1',
      description:
        'Tickets from mail, and what became of every mail. Sign in with Microsoft Entra. A body is application/json and comes with its Content-Length: ' +
        'sent in chunks it is answered 411, as another type 415, from a page of another site (Origin) 403.',
    },
    servers: [{ url }],
    paths,
    components: { schemas: { Problem: z.toJSONSchema(Problem) } },
  };
}

function operation({ name, summary, role, status }: ApiRoute, { query, params, body, answers }: RouteSchemas): object {
  const content =
    answers === null
      ? null
      : typeof answers === 'string'
        ? { [answers]: {} }
        : { 'application/json': { schema: z.toJSONSchema(answers, { io: 'output' }) } };
  return {
    operationId: name,
    summary: role === 'guest' ? summary : `${summary} (role: ${role})`,
    parameters: [...parametersOf(query, 'query'), ...parametersOf(params, 'path')],
    ...(body
      ? {
          requestBody: {
            description: 'With its Content-Length',
            required: true,
            content: { 'application/json': { schema: z.toJSONSchema(body, { io: 'input' }) } },
          },
        }
      : {}),
    responses: {
      [status]: { description: 'As asked', ...(content ? { content } : {}) },
      default: {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function parametersOf(schema: z.ZodType | undefined, where: 'query' | 'path'): object[] {
  if (!schema) return [];
  const ObjectSchema = z.object({
    properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
    required: z.array(z.string()).default([]),
  });
  const { properties, required } = ObjectSchema.parse(z.toJSONSchema(schema, { io: 'input' }));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}

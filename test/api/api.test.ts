import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fromContinuation, toContinuation } from '../../shared/api/continuation.ts';
import { openApiDocument } from '../../shared/api/openapi.ts';
import { requirePrincipal } from '../../shared/api/principal.ts';
import { ProblemError } from '../../shared/api/problem.ts';

const principal = (roles: string[], extra: object = {}) =>
  Buffer.from(
    JSON.stringify({
      auth_typ: 'aad',
      role_typ: 'roles',
      name_typ: 'name',
      claims: [{ typ: 'name', val: 'Tech' }, ...roles.map((val) => ({ typ: 'roles', val }))],
      ...extra,
    }),
  ).toString('base64');

const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('who may use the API', () => {
  test('a technician what technicians may, an admin everything', () => {
    expect(requirePrincipal(principal(['technician']), true, 'technician')).toMatchObject({ name: 'Tech', roles: ['technician'] });
    expect(requirePrincipal(principal(['admin']), true, 'technician').roles).toEqual(['admin']);
    expect(() => requirePrincipal(principal(['technician']), true, 'admin')).toThrow(/app role "admin"/);
    expect(() => requirePrincipal(principal(['reader']), true, 'technician')).toThrow(/app role "technician"/);
  });
  test('who is signed in, also where the platform leaves fields of the principal null', () => {
    const claims = [
      { typ: 'roles', val: 'technician' },
      { typ: 'name', val: null },
      { typ: null, val: 'x' },
    ];
    const header = principal([], { role_typ: null, name_typ: null, claims });
    expect(requirePrincipal(header, true, 'technician')).toMatchObject({ name: '', roles: ['technician'] });
    // a claim without a type is no role, whatever the platform calls roles
    const untyped = principal([], { role_typ: null, claims: [{ typ: null, val: 'admin' }] });
    expect(() => requirePrincipal(untyped, true, 'technician')).toThrow(/app role/);
  });
  test('nobody while App Service Authentication is off: then anyone could write the header', () => {
    expect(() => requirePrincipal(principal(['admin']), false, 'technician')).toThrow(/Authentication is off/);
  });
  test.each([null, '', 'not base64 json', Buffer.from('{}').toString('base64')])('nobody without a principal (%s)', (header) => {
    expect(() => requirePrincipal(header, true, 'technician')).toThrow(ProblemError);
  });
});

test('a continuation is opaque, and only ours is taken', () => {
  const position = { at: '2026-11-02T08:00:00.000Z', id: 'x' };
  expect(fromContinuation(toContinuation(position))).toEqual(position);
});

test.each([
  ['another text', 'e30'],
  ['a time that is none', encoded('{"at":"zzz","id":"x"}')],
  ['an id that is none', encoded('{"at":"2026-11-02T08:00:00.000Z","id":"x\' OR 1"}')],
  ['more than a position', encoded('{"at":"2026-11-02T08:00:00.000Z","id":"x","type":"mail"}')],
  ['the same, written in another way', encoded('{ "at": "2026-11-02T08:00:00.000Z", "id": "x" }')],
  ['base64 with something behind it', `${toContinuation({ at: '2026-11-02T08:00:00.000Z', id: 'x' })}!`],
])('a continuation that somebody changed is refused: %s', (_, changed) => {
  expect(() => fromContinuation(changed)).toThrow(ProblemError);
  expect(() => fromContinuation(changed)).toThrow(/continuation/);
});

test('the OpenAPI document describes a route from its schemas', async () => {
  const route = {
    name: 'api-things-get',
    method: 'GET',
    route: 'things/{id:int}',
    role: 'technician',
    summary: 'A thing',
    status: 200,
    schemas: () => ({
      query: z.object({ limit: z.coerce.number().int().max(5).default(2) }),
      params: z.object({ id: z.string() }),
      answers: z.object({ id: z.string() }),
    }),
  } as const;
  expect(await openApiDocument([route], 'https://x.example')).toMatchObject({
    openapi: '3.1.0',
    paths: {
      '/api/things/{id}': {
        get: {
          operationId: 'api-things-get',
          parameters: [
            { name: 'limit', in: 'query', required: false },
            { name: 'id', in: 'path', required: true },
          ],
          responses: { 200: { content: { 'application/json': { schema: { properties: { id: { type: 'string' } } } } } } },
        },
      },
    },
  });
});

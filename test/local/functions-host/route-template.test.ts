import { describe, expect, it } from 'vitest';
import { parseRouteTemplate } from '../../../local/functions-host/http/route-template.ts';

describe('a route template matches as in ASP.NET', () => {
  it.each([
    ['tickets', 'tickets', {}],
    ['tickets', 'Tickets/', {}],
    ['tickets', 'ticket', undefined],
    ['/tickets/', 'tickets', {}],
    ['tickets/{id}', 'tickets/SUP-1001', { id: 'SUP-1001' }],
    ['tickets/{id}', 'tickets', undefined],
    ['tickets/{id}', 'tickets/a/b', undefined],
    ['tickets/{id}', 'tickets/a%2Fb', { id: 'a%2Fb' }],
    ['tickets/{id?}', 'tickets', {}],
    ['tickets/{id?}', 'tickets/7', { id: '7' }],
    ['console/{*rest}', 'console', {}],
    ['console/{*rest}', 'console/', {}],
    ['console/{*rest}', 'console/a/b.js', { rest: 'a/b.js' }],
    ['{**all}', 'a/b', { all: 'a/b' }],
    ['files/{name}.{ext}', 'files/a.b.txt', { name: 'a', ext: 'b.txt' }],
    ['v{version}/x', 'v2/x', { version: '2' }],
    ['a.b/{id}', 'aXb/1', undefined],
  ])('%s on %s', (template, path, expected) => {
    expect(parseRouteTemplate(template)(path)).toEqual(expected);
  });

  it.each(['{id:int}', '{page=1}', 'a{*rest}', '{id}/{ID}', '{id', 'id}', '{}', '{a b}'])('%s is refused', (template) => {
    expect(() => parseRouteTemplate(template)).toThrow(/route|segment/);
  });

  it('takes a hostile path without losing time', () => {
    const match = parseRouteTemplate('files/{a}.{b}.{c}/{*rest}');
    const begun = performance.now();
    expect(match(`files/${'.'.repeat(50_000)}x`)).toBeDefined();
    expect(match(`${'files/'.repeat(10_000)}`)).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

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
    ['pages/{page:int=1}', 'pages', { page: '1' }],
    ['pages/{page:int=1}', 'pages/x', undefined],
    ['console/{*rest}', 'console', {}],
    ['console/{*rest}', 'console/', {}],
    ['console/{*rest}', 'console/a/b.js', { rest: 'a/b.js' }],
    ['{**all}', 'a/b', { all: 'a/b' }],
    ['files/{name}.{ext}', 'files/a.b.txt', { name: 'a', ext: 'b.txt' }],
    ['v{version:int}/x', 'v2/x', { version: '2' }],
    ['a.b/{id}', 'aXb/1', undefined],
    ['codes/{code:regex(^\\d{{3}}$)}', 'codes/123', { code: '123' }],
    ['codes/{code:regex(^\\d{{3}}$)}', 'codes/12', undefined],
    ['{id:int}/{name:length(2,3)}', '1/ab', { id: '1', name: 'ab' }],
    ['{id:int:min(5)}', '4', undefined],
  ])('%s on %s', (template, path, expected) => {
    expect(parseRouteTemplate(template)(path)).toEqual(expected);
  });

  it.each([
    ['int', ['0', '-5', '2147483647'], ['', 'x', '1.0', '2147483648', '99999999999999999999']],
    ['long', ['9223372036854775807'], ['9223372036854775808']],
    ['bool', ['true', 'False'], ['1', 'yes']],
    ['guid', ['0f8fad5b-d9cb-469f-a165-70867728950e', '0F8FAD5BD9CB469FA16570867728950E'], ['0f8fad5b', 'x']],
    ['datetime', ['2026-01-31', '2026-01-31T10:00:00Z'], ['soon']],
    ['decimal', ['1.5', '-2'], ['1,5', 'NaN', '0x10']],
    ['alpha', ['abc'], ['ab1']],
    ['minlength(2)', ['ab'], ['a']],
    ['maxlength(2)', ['ab'], ['abc']],
    ['length(2)', ['ab'], ['a', 'abc']],
    ['max(9)', ['9', '-1'], ['10', 'x']],
    ['range(2,4)', ['2', '4'], ['1', '5', 'x']],
    ['regex(^(a|b)$)', ['a', 'B'], ['c']],
  ])('constraint %s', (constraint, good, bad) => {
    const match = parseRouteTemplate(`x/{value:${constraint}}`);
    for (const value of good) expect(match(`x/${value}`), value).toEqual({ value });
    for (const value of bad) expect(match(`x/${value}`), value).toBeUndefined();
  });

  it.each(['{id:integer}', '{id:min(x)}', 'a{*rest}', '{id}/{ID}', '{id', 'id}', '{}', '{a b}'])('%s is refused', (template) => {
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

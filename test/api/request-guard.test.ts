import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../shared/api/problem.ts';
import { jsonBody, refuseEncoded, refuseForeignPages, refuseOtherThanJson } from '../../shared/api/request-guard.ts';

const own = ['https://psa.contoso.example', 'https://func-x.azurewebsites.net/api/block-list'];
const statusOf = (run: () => unknown): number => {
  try {
    run();
    return 200;
  } catch (error) {
    if (error instanceof ProblemError) return error.status;
    throw error;
  }
};

describe('what a page of another site makes the browser of a technician send', () => {
  test.each([
    ['a program, which sends neither field', {}, 200],
    ['our own page', { origin: 'https://psa.contoso.example', 'sec-fetch-site': 'same-origin' }, 200],
    ['our own page, under the address of the platform', { origin: 'https://func-x.azurewebsites.net' }, 200],
    ['another site', { origin: 'https://evil.example' }, 403],
    ['a name that only begins like ours', { origin: 'https://psa.contoso.example.evil.example' }, 403],
    ['our name on another port', { origin: 'https://psa.contoso.example:8443' }, 403],
    ['our name without TLS', { origin: 'http://psa.contoso.example' }, 403],
    ['a page in a sandbox', { origin: 'null' }, 403],
    ['no text of an origin', { origin: '' }, 403],
    ['a browser that names no origin, but that it is another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sister of our site', { 'sec-fetch-site': 'same-site' }, 403],
    ['a link that somebody typed', { 'sec-fetch-site': 'none' }, 200],
  ])('%s', (_, fields, status) => {
    expect(statusOf(() => refuseForeignPages(new Headers(fields), own))).toBe(status);
  });
});

describe('the type that a body says it has', () => {
  test.each([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['Application/JSON', 200],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=application/json', 415],
    ['application/jsonx', 415],
    ['', 415],
  ])('%s', (type, status) => {
    expect(statusOf(() => refuseOtherThanJson(new Headers({ 'content-type': type })))).toBe(status);
  });

  test.each([
    ['UTF-8, as JSON always is', { 'content-type': 'application/json; charset=UTF-8' }, 200],
    ['UTF-8 in quotes, and as it is', { 'content-type': 'application/json;charset="utf-8"', 'content-encoding': 'identity' }, 200],
    ['Latin 1', { 'content-type': 'application/json; charset=iso-8859-1' }, 415],
    ['UTF-16', { 'content-type': 'application/json; charset=utf-16le' }, 415],
    ['compressed', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, 415],
    ['none', {}, 200],
  ])('in an encoding: %s', (_, fields, status) => {
    expect(statusOf(() => refuseEncoded(new Headers(fields)))).toBe(status);
  });

  test('is not asked for where nothing is sent', () => {
    expect(statusOf(() => refuseOtherThanJson(new Headers()))).toBe(200);
  });
});

describe('a JSON body', () => {
  const sent = (text: string, fields = {}) =>
    statusOf(() => jsonBody(new Headers({ 'content-length': String(text.length), 'content-type': 'application/json', ...fields }), text));

  test('is what was sent', () => {
    expect(jsonBody(new Headers({ 'content-length': '7', 'content-type': 'application/json' }), '{"a":1}')).toEqual({ a: 1 });
  });

  test('that was sent in chunks is empty, and the answer says what is needed, not that it is no JSON', () => {
    const chunked = new Headers({ 'transfer-encoding': 'chunked', 'content-type': 'application/json' });
    expect(() => jsonBody(chunked, '')).toThrow(/Content-Length/);
    expect(statusOf(() => jsonBody(chunked, ''))).toBe(411);
    // over HTTP/2 there is no such field
    expect(statusOf(() => jsonBody(new Headers({ 'content-type': 'application/json' }), ''))).toBe(411);
  });

  test('is refused when it is empty, none, too long, or of no type', () => {
    expect(sent('')).toBe(400);
    expect(sent('{')).toBe(400);
    expect(sent(`"${'x'.repeat(100_000)}"`)).toBe(413);
    expect(statusOf(() => jsonBody(new Headers({ 'content-length': '2' }), '{}'))).toBe(415);
  });
});

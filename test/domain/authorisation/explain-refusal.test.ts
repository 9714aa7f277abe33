import { describe, expect, test } from 'vitest';
import { explainRefusal } from '../../../shared/domain/authorisation/explain-refusal.ts';
import { parseOAuthRefusal } from '../../../shared/domain/authorisation/oauth-refusal.ts';
import { inWords } from '../../../shared/domain/words/in-words.ts';

/** What a provider says, and what is made of it: `error` decides, the number picks the words. */

const place = { provider: 'microsoft', redirectUri: 'https://psa.contoso.example/api/authorization/callback' } as const;
const explain = (body: unknown, status = 400) => explainRefusal(parseOAuthRefusal(body, { status }), place);
const entra = (error: string, code: number) => ({ error, error_codes: [code], trace_id: 't-1', correlation_id: 'c-1' });

test.each([
  // the person signs in again; the old token is dead
  ['invalid_grant', 50173, 'needs-authorisation', true, /revoked.*\(AADSTS50173\)\. Authorise the mailbox again/],
  ['invalid_grant', 700082, 'needs-authorisation', true, /not used for too long/],
  ['invalid_grant', 70043, 'needs-authorisation', true, /sign in again more often/],
  ['interaction_required', 50076, 'needs-authorisation', true, /multi-factor.*further proof/],
  // signing in again does not help
  ['invalid_grant', 53003, 'needs-authorisation', false, /Conditional Access.*correlation id c-1/],
  ['invalid_grant', 530035, 'needs-authorisation', false, /security defaults/],
  ['invalid_grant', 65001, 'needs-authorisation', false, /Nobody has consented.*adminConsentUrl/],
  ['consent_required', 90094, 'needs-authorisation', false, /Only an administrator/],
  ['consent_required', 90095, 'needs-authorisation', false, /waits for an administrator.*once they have agreed/],
  // the app itself: of one mailbox it says nothing
  ['invalid_client', 7000215, 'login-refused', false, /its id was copied.*concerns all its mailboxes/],
  ['invalid_client', 7000222, 'login-refused', false, /has expired/],
  ['unauthorized_client', 700016, 'login-refused', false, /not known in that organisation/],
  ['invalid_client', 700213, 'login-refused', false, /federated credential.*issuer, subject.*audience/],
  ['invalid_request', 50011, 'login-refused', false, /https:\/\/psa\.contoso\.example\/api\/authorization\/callback is not a redirect URI/],
  // tenant and account
  ['invalid_request', 90002, 'needs-authorisation', false, /no such organisation/],
  ['invalid_grant', 50020, 'needs-authorisation', false, /account is not known in that organisation/],
  ['invalid_resource', 500011, 'needs-authorisation', false, /no Exchange Online/],
  // it passes, whatever `error` is
  ['invalid_grant', 90033, 'throttled', false, /tried again by itself/],
  ['temporarily_unavailable', 90024, 'throttled', false, /tried again by itself/],
] as const)('%s with AADSTS%i: %s', (error, code, failure, isDead, words) => {
  const meaning = explain(entra(error, code));
  expect(meaning).toMatchObject({ failure, isDead });
  expect(inWords(meaning.problem)).toMatch(words);
});

test('a loop is waited out', () => {
  expect(explain(entra('invalid_request', 50196))).toMatchObject({ failure: 'throttled', retryAfterMs: 900_000 });
});

test('a number that nobody knows comes with the ids to hand on', () => {
  const meaning = explain(entra('invalid_grant', 999_999));
  expect(meaning).toMatchObject({ failure: 'needs-authorisation', isDead: true });
  expect(inWords(meaning.problem)).toBe(
    'Microsoft refused (invalid_grant, AADSTS999999). Look the code up at learn.microsoft.com/entra/identity-platform/reference-error-codes, and authorise again. Trace id t-1, correlation id c-1.',
  );
});

test('an error that nobody knows blames no person', () => {
  expect(explain({ error: 'something_new' })).toMatchObject({ failure: 'login-refused', isDead: false });
});

describe('where there are no numbers', () => {
  test('the text has one at its start (a callback)', () => {
    const text = 'AADSTS65004: User declined to consent. Trace ID: t-2 Correlation ID: c-2 Timestamp: 2026-11-02 09:00:00Z';
    expect(parseOAuthRefusal({ error: 'access_denied', error_description: text }, { status: 400 })).toMatchObject({
      code: 65004,
      traceId: 't-2',
      correlationId: 'c-2',
    });
  });

  test('as at Google, `error` alone tells', () => {
    const meaning = explain({ error: 'invalid_grant', error_description: 'Token has been expired or revoked.' });
    expect(meaning).toMatchObject({ failure: 'needs-authorisation', isDead: true });
    expect(inWords(meaning.problem)).toBe('The authorisation is not valid any more (invalid_grant). Authorise the mailbox again');
  });

  test.each([
    ['no JSON', null, 400, /gave an answer that is none/],
    ['a list', ['x'], 400, /gave an answer that is none/],
    ['an error that is a sentence', { error: 'Oh no! <b>' }, 400, /gave an answer that is none/],
    ['nothing, by a server that is out', null, 502, /can not answer at the moment/],
    ['too much asked for', { error: 'invalid_grant', error_codes: [70000] }, 429, /can not answer at the moment/],
  ])('%s passes', (_, body, status, words) => {
    const meaning = explain(body, status);
    expect(meaning).toMatchObject({ failure: 'unreachable', isDead: false });
    expect(inWords(meaning.problem)).toMatch(words);
  });
});

test("the provider's own text, which may quote what was sent, is in no words of ours", () => {
  const body = {
    error: 'invalid_grant',
    error_description: "AADSTS9002313: the token '0.AXoA-secret' is wrong",
    error_codes: [9_002_313],
    claims: 'no JSON',
  };
  const refusal = parseOAuthRefusal(body, { status: 400 });
  expect(JSON.stringify([refusal, explainRefusal(refusal, place)])).not.toContain('secret');
  expect(refusal.claims).toBeNull();
});

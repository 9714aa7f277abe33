import type { HttpResponseInit } from '@azure/functions';
import { type ProblemError, toProblem } from '../../shared/api/problem.ts';

/** For every response: neither proxies nor browsers store it, and no browser guesses its type. */
export const guarded = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** A problem as it is answered (RFC 9457), with the version of what it is about. */
export const toAnswer = (problem: ProblemError): HttpResponseInit & { headers: Record<string, string> } => ({
  status: problem.status,
  headers: { ...guarded, ...(problem.current ? { etag: problem.current.etag } : {}), 'content-type': 'application/problem+json' },
  body: JSON.stringify(toProblem(problem)),
});

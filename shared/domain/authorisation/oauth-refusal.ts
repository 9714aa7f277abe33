import { z } from 'zod';

/** An error as RFC 6749 5.2 has it: what code may look at. */
const ErrorCode = z.string().regex(/^[\w.-]{1,100}$/);
/** Ids that people hand on to Microsoft; nothing else is taken for one. */
const Id = z.string().regex(/^[\w-]{1,100}$/);

/**
 * What a provider answered instead of a token. Its own text is left out: it may quote what was
 * sent. Numbers are Entra's AADSTS codes, by which only words are chosen: they may change.
 */
export type OAuthRefusal = {
  error: string;
  code: number | null;
  traceId: string | null;
  correlationId: string | null;
  /** What has to be proven at the next sign-in, as JSON. */
  claims: string | null;
  retryAfterMs: number | null;
};

const Body = z.object({
  error: ErrorCode,
  error_codes: z.array(z.number().int()).catch([]).default([]),
  error_description: z.string().catch('').default(''),
  trace_id: Id.nullable().catch(null).default(null),
  correlation_id: Id.nullable().catch(null).default(null),
  claims: z.string().max(4000).nullable().catch(null).default(null),
});

/**
 * Reads the refusal in the body of a token endpoint, or in the query of a callback. What is none
 * (a proxy's page, nothing at all) is `unreadable`, or by its status a busy server. Pure.
 */
export function parseOAuthRefusal(
  body: unknown,
  { status, retryAfterMs = null }: { status: number; retryAfterMs?: number | null },
): OAuthRefusal {
  const { data } = Body.safeParse(body);
  if (!data || status === 429 || status >= 500) {
    const error = status === 429 || status >= 500 ? 'temporarily_unavailable' : 'unreadable';
    return {
      error: data?.error === 'server_error' ? 'server_error' : error,
      code: null,
      traceId: null,
      correlationId: null,
      claims: null,
      retryAfterMs,
    };
  }
  const { error, error_description: text, trace_id: traceId, correlation_id: correlationId, claims } = data;
  return {
    error,
    code: data.error_codes[0] ?? numberIn(text),
    traceId: traceId ?? idIn(text, 'Trace ID'),
    correlationId: correlationId ?? idIn(text, 'Correlation ID'),
    claims: isJson(claims) ? claims : null,
    retryAfterMs,
  };
}

/** A refusal of this app's own making, such as `unreachable`. Pure. */
export const ownRefusal = (error: string): OAuthRefusal => ({
  error,
  code: null,
  traceId: null,
  correlationId: null,
  claims: null,
  retryAfterMs: null,
});

/** A callback has only the text, which starts with the number. */
function numberIn(text: string): number | null {
  const digits = /^AADSTS(\d{4,9})\b/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

const idIn = (text: string, name: string): string | null => new RegExp(`\\b${name}: ([\\w-]{1,100})`).exec(text)?.[1] ?? null;

function isJson(text: string | null): boolean {
  try {
    return text !== null && typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

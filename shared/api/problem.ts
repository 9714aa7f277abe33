import { z } from 'zod';

/** A problem answer (RFC 9457): `title` says what is wrong, `detail` what to do. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  current: z.record(z.string(), z.unknown()).exactOptional().describe('With 412: the thing as it is now; its ETag is in the header'),
  newer: z.array(z.record(z.string(), z.unknown())).exactOptional().describe('With 409 to a reply: what the client has written since'),
  changes: z
    .array(z.record(z.string(), z.unknown()))
    .exactOptional()
    .describe('With 412 of a ticket: what was changed since it was read, and by whom, as its history tells it; the newest first'),
});
export type Problem = z.infer<typeof Problem>;

const titles = {
  400: 'The request is wrong',
  401: 'Nobody is signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not possible here',
  409: 'Not possible now',
  411: 'The length of the body is missing',
  412: 'It has changed since it was read',
  413: 'The body is too large',
  415: 'The type of the body is wrong',
  422: 'The values do not fit together',
  428: 'If-Match is missing',
  500: 'Something broke',
} as const;

/**
 * Thrown by a route's handler to answer with a problem. The detail is shown to the caller: it holds
 * no secret.
 */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly status: keyof typeof titles;
  /** What it is about as it is now, and the version of that. */
  readonly current: { item: Record<string, unknown> | null; etag: string } | null;
  /** Messages that came meanwhile, which the caller should read first. */
  readonly newer: Record<string, unknown>[] | null;
  /** What was changed since the caller read it. */
  readonly changes: Record<string, unknown>[] | null;
  constructor(
    status: keyof typeof titles,
    detail: string,
    current: ProblemError['current'] = null,
    newer: ProblemError['newer'] = null,
    changes: ProblemError['changes'] = null,
  ) {
    super(detail);
    this.status = status;
    this.current = current;
    this.newer = newer;
    this.changes = changes;
  }
}

/** What was asked for is not there: `field` names it in the request. */
export const notFound = (field: string, what: string, value: string): ProblemError =>
  new ProblemError(404, `${field}: there is no ${what} "${value}"`);

/** The problem as it is answered. */
export const toProblem = ({ status, message, current, newer, changes }: ProblemError): Problem => ({
  type: 'about:blank',
  title: titles[status],
  status,
  detail: message,
  ...(current?.item ? { current: current.item } : {}),
  ...(newer ? { newer } : {}),
  ...(changes ? { changes } : {}),
});

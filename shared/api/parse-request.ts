import type { z } from 'zod';
import { ProblemError } from './problem.ts';

/** Enough to correct a request by. */
const maxIssues = 20;

/**
 * A part of a request (`where` says which) by its schema.
 *
 * @throws ProblemError 400 that names each wrong field and what it must be.
 */
export function parseRequest<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProblemError(400, issuesOf(parsed.error, where));
}

/** What is wrong, each with the path of its field. */
export const issuesOf = ({ issues }: z.ZodError, where: string): string =>
  issues
    .slice(0, maxIssues)
    .map(({ path, message }) => `${[where, path.join('.')].filter((part) => part !== '').join(' ')}: ${message}`)
    .join('; ');

import type { z } from 'zod';
import { CosmosError } from './cosmos-error.ts';

/**
 * Parses with a schema; a value that does not fit becomes a CosmosError 400 that names the field.
 */
export function parseAs<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CosmosError(400, `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'is invalid'}.`);
}

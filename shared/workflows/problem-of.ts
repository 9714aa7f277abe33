import { ProblemError } from '../api/problem.ts';
import { BrokenSettingError } from '../errors.ts';

/**
 * The problem that an error is answered with; null for what nobody outside can do anything about.
 * An item that can't be read is one for the admin, and the error names its field.
 */
export function problemOf(error: unknown): ProblemError | null {
  if (error instanceof ProblemError) return error;
  return error instanceof BrokenSettingError ? new ProblemError(409, error.message) : null;
}

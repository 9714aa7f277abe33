import type { z } from 'zod';
import { Refusal } from './refusal.ts';
import type { SimulatedRequest } from './routes.ts';

const limit = 64 * 1024;

/**
 * The JSON body of an admin request, parsed by `schema` (64 KB at most). Throws a Refusal 400 that
 * names the wrong field.
 */
export async function readJson<T>(request: SimulatedRequest, schema: z.ZodType<T>): Promise<T> {
  const text = (await request.body(limit)).toString('utf8');
  const value = parsed(text);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Refusal(400, { error: { code: 'BadRequest', message: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'wrong'}` } });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, { error: { code: 'BadRequest', message: 'The body is not JSON.' } });
  }
}

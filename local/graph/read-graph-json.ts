import type { z } from 'zod';
import type { SimulatedRequest } from '../simulator/routes.ts';
import { graphRefusal } from './graph-error.ts';
import { bodyLimit } from './read-mime.ts';

/** The JSON body; an empty one reads as {}. Throws a Refusal 400 that names the wrong property. */
export async function readGraphJson<T>(request: SimulatedRequest, schema: z.ZodType<T>): Promise<T> {
  const text = (await request.body(bodyLimit)).toString('utf8');
  const result = schema.safeParse(parseJson(text.trim() || '{}'));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw graphRefusal(400, 'RequestBodyRead', `Property '${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'wrong'}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw graphRefusal(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

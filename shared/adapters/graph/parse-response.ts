import { z } from 'zod';
import { GraphRefusal } from './graph-error.ts';

/** What Graph answered, as it should be. Throws GraphRefusal, naming the field, when it isn't. */
export function parseAnswer<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new GraphRefusal(0, 'UnreadableAnswer', z.prettifyError(parsed.error));
}

import { z } from 'zod';
import { GraphRefusal } from './graph-error.ts';

/** Parses a response of Graph. Throws GraphRefusal, naming the field, if it doesn't fit. */
export function parseAnswer<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new GraphRefusal(0, 'UnreadableAnswer', z.prettifyError(parsed.error));
}

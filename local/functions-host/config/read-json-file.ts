import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';
import { z as zod } from 'zod';

/**
 * These files are written by hand; one of this size is a mistake (a log, a dump) and not read into
 * memory.
 */
const SIZE_LIMIT = 1024 * 1024;

/**
 * Returns the file's JSON as `schema` gives it; undefined when there is no such file. Every other
 * problem is an Error that names the file and the field.
 */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === undefined) return undefined;
  if (size > SIZE_LIMIT) throw new Error(`${path} has ${size} bytes; at most ${SIZE_LIMIT} are read.`);
  const json = parseJson(path, await readFile(path, 'utf8'));
  const read = schema.safeParse(json);
  if (!read.success) throw new Error(`${path} is not as it should be:\n${zod.prettifyError(read.error)}`);
  return read.data;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new Error(`${path} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

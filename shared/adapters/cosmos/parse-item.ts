import type { z } from 'zod';
import { BrokenSettingError } from '../../errors.ts';
import type { Row } from './query.ts';

/** Enough to correct the item by. */
const maxIssues = 10;

/**
 * Reads what is kept in an item; null when there is none. `kind` and `name` say which it is.
 *
 * @throws BrokenSettingError when it can't be read: a default in its place would be a guess, and
 *   soon overwrite it.
 */
export function parseItem<T>(schema: z.ZodType<T>, kind: string, name: string, item: unknown): T | null {
  if (item === undefined || item === null) return null;
  const { data, error } = schema.safeParse(item);
  if (error) throw new BrokenSettingError({ kind, name, problem: wrongFields(error) });
  return data;
}

/** What `read` returns; an item that can't be read is told to `report` instead. */
export function unlessBroken<T>(read: () => T, report: (problem: string) => void): T | 'broken' {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BrokenSettingError)) throw error;
    report(error.message);
    return 'broken';
  }
}

/** Each field that is wrong and what it must be, on one line; never a value. */
export const wrongFields = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, maxIssues)
    .map(({ path, message }) => `${path.join('.') || 'the item'}: ${message}`)
    .join('; ')
    .slice(0, 700);

/**
 * The rows of a list that can be read. One that can't (a later version wrote it, or a hand) is told
 * to `report` and left out: it must not hide the others, nor hold them up.
 */
export function readableRows<T>(schema: z.ZodType<T>, rows: readonly Row[], report: (problem: string) => void): [T, Row][] {
  return rows.flatMap((row): [T, Row][] => {
    const { data, error } = schema.safeParse(row);
    if (error) report(`Item "${String(row.id).slice(0, 300)}" (${String(row.type)}) can't be read and is left out: ${wrongFields(error)}`);
    return error ? [] : [[data, row]];
  });
}

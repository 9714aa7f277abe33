import { z } from 'zod';
import { parseRequest } from '../parse-request.ts';
import { ProblemError } from '../problem.ts';
import type { SettingRow } from './setting-row.ts';

const Sent = z.record(z.string(), z.unknown(), 'must be an object');

/**
 * What was sent of an item. What is shown of one may be sent back as it is: fields that can't be
 * changed are passed over, `id` has to be that of the path (`id`; null: a new item may bring its
 * own).
 *
 * @throws ProblemError 400 that names each wrong field.
 */
export function readInput(row: SettingRow, body: unknown, id: string | null): { id: string | null; input: object } {
  const { id: sent, ...rest } = parseRequest(Sent, body, 'body');
  const own = sent === undefined ? null : parseRequest(row.id, sent, 'body id');
  if (own !== null && id !== null && own !== id) throw new ProblemError(400, `body id: is "${own}" and not the "${id}" of the path`);
  const input = Object.fromEntries(Object.entries(rest).filter(([name]) => !(name in row.extras.shape)));
  return { id: own, input: parseRequest(row.input, input, 'body') };
}

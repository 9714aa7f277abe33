import type { Container, SqlParameter } from '@azure/cosmos';
import type { Position } from '../../domain/tickets/position.ts';
import { queryPage } from './query.ts';

type Conditions = ReturnType<typeof conditionList>;

/** What a list asks for of the items of one type. */
export function conditionList(type: 'ticket' | 'mail' | 'notification') {
  const clauses = [`c.type = '${type}'`];
  const parameters: SqlParameter[] = [];
  return {
    clauses,
    parameters,
    /** Adds a clause whose every @ is this value; nothing for an absent one. */
    add(clause: string, value: string | null | undefined): void {
      if (value === undefined || value === null || value === '') return;
      const name = `@p${parameters.length}`;
      clauses.push(clause.replaceAll('@', name));
      parameters.push({ name, value });
    },
  };
}

/**
 * The rows after a place, by these two fields: the latest first, or the earliest; and the place
 * after them, null when there are no more.
 */
export async function listPage(
  container: Container,
  conditions: Conditions,
  [time, id]: [string, string],
  { limit, after, earliestFirst = false }: { limit: number; after: Position | null; earliestFirst?: boolean },
) {
  const [further, order] = earliestFirst ? ['>', 'ASC'] : ['<', 'DESC'];
  conditions.add(`c.${time} ${further}= @`, after?.at);
  if (after) {
    conditions.clauses.push(`(c.${time} ${further} @at OR c.${id} ${further} @id)`);
    conditions.parameters.push({ name: '@at', value: after.at }, { name: '@id', value: after.id });
  }
  const query = `SELECT * FROM c WHERE ${conditions.clauses.join(' AND ')} ORDER BY c.${time} ${order}, c.${id} ${order}`;
  const rows = await queryPage(container, query, conditions.parameters, limit);
  const last = rows.at(-1);
  return { rows, next: rows.length === limit && last ? { at: String(last[time]), id: String(last[id]) } : null };
}

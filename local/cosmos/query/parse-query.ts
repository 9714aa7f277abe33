import { accept, type Cursor, expect, fail, isIdentifierNext, isNext, openCursor, peek, takeIdentifier } from './cursor.ts';
import { parseExpression, parseMembers } from './parse-expression.ts';
import type { Expression, Ordering, Query, Selection, Source } from './syntax.ts';

/**
 * Parses the text of a query. Throws CosmosError 400 with the offending place when it is not in the
 * query language, https://learn.microsoft.com/azure/cosmos-db/nosql/query/.
 */
export function parseQuery(text: string): Query {
  const cursor = openCursor(text, parseSelect);
  const query = parseSelect(cursor);
  if (peek(cursor).kind !== 'end') fail(cursor, 'expected the end of the query');
  return query;
}

/**
 * Parses the condition of a patch, `from c where …`, as the query that it abbreviates.
 * Source: https://learn.microsoft.com/azure/cosmos-db/partial-document-update
 */
export function parseCondition(text: string): Query {
  const query = parseQuery(`SELECT * ${text}`);
  const plain = query.joins.length === 0 && query.orderBy.length === 0 && query.groupBy.length === 0 && query.offset === undefined;
  if (query.where === undefined || !plain) return fail(openCursor(text, parseSelect), 'a patch condition has the form: from c where …');
  return query;
}

/** SELECT … at the cursor: the whole query, or a subquery up to its closing bracket. */
function parseSelect(cursor: Cursor): Query {
  expect(cursor, 'SELECT');
  const distinct = accept(cursor, 'DISTINCT');
  const top = accept(cursor, 'TOP') ? parseCount(cursor) : undefined;
  const select = parseSelection(cursor);
  const from = accept(cursor, 'FROM') ? parseSource(cursor) : undefined;
  const joins: Source[] = [];
  while (accept(cursor, 'JOIN')) joins.push(parseSource(cursor));
  const where = accept(cursor, 'WHERE') ? parseExpression(cursor) : undefined;
  const groupBy = acceptBy(cursor, 'GROUP') ? parseSeries(cursor, parseExpression) : [];
  const orderBy = acceptBy(cursor, 'ORDER') ? parseSeries(cursor, parseOrdering) : [];
  const offset = accept(cursor, 'OFFSET') ? parseCount(cursor) : undefined;
  if (offset !== undefined) expect(cursor, 'LIMIT');
  const limit = offset !== undefined ? parseCount(cursor) : undefined;
  if (select.kind === 'all' && (from === undefined || joins.length > 0)) fail(cursor, "'SELECT *' needs exactly one input in FROM");
  if (top !== undefined && offset !== undefined) fail(cursor, 'TOP and OFFSET LIMIT exclude each other');
  return { distinct, top, select, from, joins, where, groupBy, orderBy, offset, limit };
}

function acceptBy(cursor: Cursor, word: string): boolean {
  if (!accept(cursor, word)) return false;
  expect(cursor, 'BY');
  return true;
}

function parseCount(cursor: Cursor): Expression {
  const { kind } = peek(cursor);
  return kind === 'number' || kind === 'parameter' ? parseMembers(cursor) : fail(cursor, 'expected a number or a parameter');
}

function parseSelection(cursor: Cursor): Selection {
  if (accept(cursor, '*')) return { kind: 'all' };
  if (accept(cursor, 'VALUE')) return { kind: 'value', value: parseExpression(cursor) };
  let unnamed = 0;
  const fields = parseSeries(cursor, (inner) => {
    const value = parseExpression(inner);
    if (accept(inner, 'AS') || isIdentifierNext(inner)) return { name: takeIdentifier(inner), value };
    unnamed += nameOf(value) === undefined ? 1 : 0;
    return { name: nameOf(value) ?? `$${unnamed}`, value };
  });
  return { kind: 'list', fields };
}

function nameOf(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind !== 'member' || expression.key.kind !== 'literal') return undefined;
  return typeof expression.key.value === 'string' ? expression.key.value : undefined;
}

function parseSource(cursor: Cursor): Source {
  if (isIdentifierNext(cursor) && isNext(cursor, 'IN', 1)) {
    const alias = takeIdentifier(cursor);
    expect(cursor, 'IN');
    return { alias, from: parseMembers(cursor), iterate: true };
  }
  const from = parseMembers(cursor);
  const alias = accept(cursor, 'AS') || isIdentifierNext(cursor) ? takeIdentifier(cursor) : nameOf(from);
  return { alias: alias ?? fail(cursor, 'this input of FROM needs an alias'), from, iterate: false };
}

function parseOrdering(cursor: Cursor): Ordering {
  const by = parseExpression(cursor);
  const descending = accept(cursor, 'DESC');
  if (!descending) accept(cursor, 'ASC');
  return { by, descending };
}

function parseSeries<T>(cursor: Cursor, parse: (cursor: Cursor) => T): T[] {
  const items = [parse(cursor)];
  while (accept(cursor, ',')) items.push(parse(cursor));
  return items;
}

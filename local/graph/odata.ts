import type { SQLInputValue } from 'node:sqlite';
import type { SimulatedRequest } from '../simulator/routes.ts';
import { graphRefusal } from './graph-error.ts';
import { headerNameOf } from './property-name.ts';

/** `$select` as names; undefined when absent. */
export function parseSelect(query: URLSearchParams): string[] | undefined {
  const text = query.get('$select');
  return text ? text.split(',').map((name) => name.trim()) : undefined;
}

/** `$top`, or `Prefer: odata.maxpagesize`; 10 when absent. Throws a Refusal 400 outside 1…1000. */
export function parsePageSize(request: SimulatedRequest): number {
  const text = request.url.searchParams.get('$top') ?? preferences(request).get('odata.maxpagesize') ?? '10';
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= 1_000) return size;
  throw graphRefusal(400, 'ErrorInvalidParameter', `The page size '${text}' is not between 1 and 1000.`);
}

/**
 * `Prefer: IdType="ImmutableId", odata.maxpagesize=50` → a map, names in lower case, values without
 * quotes.
 */
export function preferences(request: SimulatedRequest): Map<string, string> {
  const all = [request.headers.prefer ?? []].flat().join(',');
  return new Map(
    all
      .split(/[,;]/)
      .map((preference) => preference.trim().split('='))
      .map(([name = '', value = '']) => [name.trim().toLowerCase(), value.trim().replace(/^"|"$/g, '')]),
  );
}

/** Whether ids shall be immutable ones. */
export function wantsImmutableIds(request: SimulatedRequest): boolean {
  return preferences(request).get('idtype')?.toLowerCase() === 'immutableid';
}

export type Condition = { sql: string; values: SQLInputValue[] };

const comparisons: Record<string, string> = { eq: '=', ne: '<>', ge: '>=', gt: '>', le: '<=', lt: '<' };

/**
 * `$filter` on messages: `isRead`, `isDraft`, `receivedDateTime` and `internetMessageId` with eq,
 * ne, ge, gt, le, lt, joined by `and`; or one extended property that is a field with x-. Throws a
 * Refusal 400 for everything else, which the real service may know.
 */
export function parseFilter(filter: string | null): Condition {
  const [, id, value] =
    /^singleValueExtendedProperties\/Any\(ep: ?ep\/id eq '([^']+)' and ep\/value eq '([^']*)'\)$/i.exec(filter ?? '') ?? [];
  if (id !== undefined && value !== undefined)
    return { sql: ' AND seq IN (SELECT seq FROM fields WHERE name = ? AND value = ?)', values: [headerNameOf(id), value] };
  const clauses = filter ? filter.split(/\s+and\s+/i).map(parseClause) : [];
  return { sql: clauses.map(({ sql }) => ` AND ${sql}`).join(''), values: clauses.flatMap(({ values }) => values) };
}

function parseClause(clause: string): Condition {
  const [, property = '', operator = '', operand = ''] = /^\(?(\w+)\s+(\w+)\s+(.+?)\)?$/.exec(clause.trim()) ?? [];
  const comparison = comparisons[operator.toLowerCase()];
  const text = /^'(.*)'$/.exec(operand)?.[1]?.replaceAll("''", "'");
  if (comparison && property === 'receivedDateTime' && Number.isFinite(Date.parse(operand))) {
    return { sql: `received ${comparison} ?`, values: [Date.parse(operand)] };
  }
  if (comparison && property === 'internetMessageId' && text !== undefined) return { sql: `message_id ${comparison} ?`, values: [text] };
  if (comparison && (property === 'isRead' || property === 'isDraft') && /^(true|false)$/.test(operand)) {
    return { sql: `${property === 'isRead' ? 'is_read' : 'is_draft'} ${comparison} ?`, values: [Number(operand === 'true')] };
  }
  throw graphRefusal(400, 'ErrorInvalidUrlQueryFilter', `This simulator does not know the filter '${clause}'.`);
}

/**
 * `$expand=singleValueExtendedProperties($filter=id eq '…')`: the ids; of several joined by `or`.
 */
export function parseExpand(query: URLSearchParams): string[] {
  return [...(query.get('$expand') ?? '').matchAll(/id eq '([^']+)'/gi)].map(([, id = '']) => id);
}

/**
 * `$orderby`: by receivedDateTime only, newest first when absent. Throws a Refusal 400 for other
 * orders.
 */
export function parseOrder(query: URLSearchParams): 'ASC' | 'DESC' {
  const text = (query.get('$orderby') ?? 'receivedDateTime desc').trim().toLowerCase();
  if (text === 'receiveddatetime desc') return 'DESC';
  if (text === 'receiveddatetime' || text === 'receiveddatetime asc') return 'ASC';
  throw graphRefusal(400, 'ErrorInvalidUrlQuery', `This simulator does not know the order '${text}'.`);
}

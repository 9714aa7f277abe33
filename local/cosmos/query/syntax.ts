import type { Value } from '../json.ts';

/** An expression of the query language. */
export type Expression =
  | { kind: 'literal'; value: Value }
  | { kind: 'parameter'; name: string }
  | { kind: 'name'; name: string }
  | { kind: 'member'; of: Expression; key: Expression }
  | { kind: 'unary'; operator: string; of: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | { kind: 'between'; value: Expression; low: Expression; high: Expression }
  | { kind: 'in'; value: Expression; list: Expression[] }
  | { kind: 'like'; value: Expression; pattern: Expression; escape: string | undefined }
  | { kind: 'conditional'; test: Expression; then: Expression; otherwise: Expression }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'object'; entries: { key: string; value: Expression }[] }
  | { kind: 'array'; items: Expression[] }
  | { kind: 'exists'; query: Query };

/** One input of FROM or JOIN: `c`, `c.path alias`, `t IN c.tags`. */
export type Source = { alias: string; from: Expression; iterate: boolean };

export type Selection =
  | { kind: 'all' }
  | { kind: 'value'; value: Expression }
  | { kind: 'list'; fields: { name: string; value: Expression }[] };

export type Ordering = { by: Expression; descending: boolean };

/**
 * A whole SELECT, https://learn.microsoft.com/azure/cosmos-db/nosql/query/select and its
 * neighbours.
 */
export type Query = {
  distinct: boolean;
  top: Expression | undefined;
  select: Selection;
  from: Source | undefined;
  joins: Source[];
  where: Expression | undefined;
  groupBy: Expression[];
  orderBy: Ordering[];
  offset: Expression | undefined;
  limit: Expression | undefined;
};

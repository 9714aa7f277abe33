import { CosmosError } from '../cosmos-error.ts';
import type { Json, Value } from '../json.ts';
import { createAccumulator } from './aggregates.ts';
import { type AggregateCall, type CompileContext, compileExpression, type Evaluate, type Scope, toObject } from './compile-expression.ts';
import type { Expression, Query, Selection, Source } from './syntax.ts';

/** A query ready to run over documents, whose order and paging are the caller's business. */
export type CompiledQuery = {
  /**
   * The rows that FROM, JOIN and WHERE make of one document; of the outer scope when it is a
   * subquery.
   */
  rowsOf(document: Value): Scope[];
  /** What SELECT makes of a row; `undefined` when the row gives nothing. */
  project: Evaluate;
  /** Does SELECT give each document as it is? */
  isWholeDocument: boolean;
  /** Set when rows are grouped: by keys, or all into one group for aggregates. */
  grouping: { keys: Evaluate[]; calls: AggregateCall[] } | undefined;
};

/** Compiles a query for a set of parameters. Throws CosmosError 400. */
export function compileQuery(query: Query, parameters: ReadonlyMap<string, Value>): CompiledQuery {
  const root = rootNameOf(query);
  const context: CompileContext = { parameters, names: new Set(root === undefined ? [] : [root]), compileSubquery };
  const { expand, context: rowContext } = compileSources(query, context);
  const keep = query.where === undefined ? undefined : compileExpression(query.where, rowContext);
  return {
    rowsOf: (document) => {
      const rows = expand({ names: root === undefined ? {} : { [root]: document } });
      return keep === undefined ? rows : rows.filter((row) => keep(row) === true);
    },
    isWholeDocument: query.select.kind === 'all' && query.from?.from.kind === 'name' && !query.from.iterate,
    ...compileOutput(query, rowContext),
  };
}

/** The name under which FROM introduces the container's documents. */
export function rootNameOf(query: Query): string | undefined {
  let from = query.from?.from;
  while (from?.kind === 'member') from = from.of;
  if (from === undefined) return undefined;
  return from.kind === 'name' ? from.name : badRequest('The first input of FROM must be the container or a path in it.');
}

/** Groups rows and gives one result a group, in the order in which the groups first came. */
export function projectGroups(rows: Iterable<Scope>, { grouping, project }: Pick<CompiledQuery, 'grouping' | 'project'>): Json[] {
  const { keys = [], calls = [] } = grouping ?? {};
  const start = (first: Scope) => ({ first, accumulators: calls.map(({ name }) => createAccumulator(name)) });
  const groups = new Map<string, ReturnType<typeof start>>();
  if (keys.length === 0) groups.set('', start({ names: {} }));
  for (const row of rows) {
    const key = keys.length === 0 ? '' : JSON.stringify(keys.map((evaluate) => [evaluate(row)]));
    const group = groups.get(key) ?? start(row);
    groups.set(key, group);
    calls.forEach(({ argument }, index) => {
      group.accumulators[index]?.add(argument(row));
    });
  }
  return [...groups.values()]
    .map(({ first, accumulators }) => project({ ...first, aggregates: accumulators.map((accumulator) => accumulator?.result()) }))
    .filter((value) => value !== undefined);
}

/** Each result once, compared as JSON. */
export function distinctOf<T extends Json>(results: readonly T[]): T[] {
  return [...new Map(results.map((result) => [JSON.stringify(result), result])).values()];
}

/** TOP, OFFSET and LIMIT as numbers; Infinity when there is no limit. */
export function countOf(expression: Expression | undefined, parameters: ReadonlyMap<string, Value>, otherwise: number): number {
  if (expression === undefined) return otherwise;
  const value = compileExpression(expression, { parameters, names: new Set(), compileSubquery })({ names: {} });
  const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  return isCount ? value : badRequest('TOP, OFFSET and LIMIT need whole numbers that are not negative.');
}

function compileSubquery(query: Query, context: CompileContext): (scope: Scope) => Json[] {
  if (query.orderBy.length > 0 || query.offset !== undefined) badRequest('ORDER BY and OFFSET LIMIT can not stand in a subquery.');
  const { aggregates: _, ...outer } = context;
  const { expand, context: rowContext } = compileSources(query, outer);
  const keep = query.where === undefined ? undefined : compileExpression(query.where, rowContext);
  const output = compileOutput(query, rowContext);
  const top = countOf(query.top, context.parameters, Number.POSITIVE_INFINITY);
  return (scope) => {
    const rows = expand(scope).filter((row) => keep === undefined || keep(row) === true);
    const results = output.grouping ? projectGroups(rows, output) : rows.map(output.project).filter((value) => value !== undefined);
    return (query.distinct ? distinctOf(results) : results).slice(0, top);
  };
}

function compileSources(query: Query, outer: CompileContext): { expand: (scope: Scope) => Scope[]; context: CompileContext } {
  const sources = query.from === undefined ? [] : [query.from, ...query.joins];
  const names = new Set(outer.names);
  const steps = sources.map((source) => {
    const step = compileSource(source, { ...outer, names: new Set(names) });
    names.add(source.alias);
    return step;
  });
  const expand = (scope: Scope): Scope[] => steps.reduce<Scope[]>((rows, step) => rows.flatMap(step), [scope]);
  return { expand, context: { ...outer, names } };
}

function compileSource({ alias, from, iterate }: Source, context: CompileContext): (scope: Scope) => Scope[] {
  const evaluate = compileExpression(from, context);
  const bind = (scope: Scope, value: Value): Scope => ({ ...scope, names: { ...scope.names, [alias]: value } });
  return (scope) => {
    const value = evaluate(scope);
    if (iterate) return Array.isArray(value) ? value.map((item) => bind(scope, item)) : [];
    return value === undefined ? [] : [bind(scope, value)];
  };
}

function compileOutput(query: Query, context: CompileContext): Pick<CompiledQuery, 'project' | 'grouping'> {
  const calls: AggregateCall[] = [];
  const keys = query.groupBy.map((key) => compileExpression(key, context));
  const project = compileSelection(query.select, query.from?.alias, { ...context, aggregates: calls });
  return { project, grouping: keys.length > 0 || calls.length > 0 ? { keys, calls } : undefined };
}

function compileSelection(select: Selection, alias: string | undefined, context: CompileContext): Evaluate {
  if (select.kind === 'all') return (scope) => (alias === undefined ? undefined : scope.names[alias]);
  if (select.kind === 'value') return compileExpression(select.value, context);
  const fields = select.fields.map(({ name, value }) => [name, compileExpression(value, context)] as const);
  return (scope) => toObject(fields, scope);
}

function badRequest(message: string): never {
  throw new CosmosError(400, message);
}

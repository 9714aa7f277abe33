import type { Value } from '../json.ts';
import { compileExpression } from './compile-expression.ts';
import type { Expression } from './syntax.ts';
import { rankOf, type SortKey, sortKeyOf } from './value-order.ts';

/** A condition on one property that SQLite can check (and search an index for). */
export type Predicate =
  | { kind: 'in'; path: string[]; keys: SortKey[] }
  | { kind: 'range'; path: string[]; operator: '<' | '<=' | '>' | '>='; key: SortKey }
  | { kind: 'not'; path: string[]; key: SortKey }
  | { kind: 'defined'; path: string[] }
  /** With `ignoresCase` it lets a few too many pass. */
  | { kind: 'contains'; path: string[]; text: string; ignoresCase: boolean };

/**
 * WHERE taken apart: predicates that must all hold, and what is left for the evaluator. `anyOf`: of
 * each list one alternative must hold with all its predicates; that narrows the search only, the
 * evaluator looks at the whole condition again.
 */
export type Conditions = { predicates: Predicate[]; anyOf: Predicate[][][]; residual: Expression | undefined };

/** Takes WHERE apart at its outermost ANDs. Together the two parts say just what WHERE says. */
export function splitConditions(
  where: Expression | undefined,
  alias: string | undefined,
  parameters: ReadonlyMap<string, Value>,
): Conditions {
  const predicates: Predicate[] = [];
  const anyOf: Predicate[][][] = [];
  let residual: Expression | undefined;
  for (const conjunct of conjunctsOf(where)) {
    const found = toPredicates(conjunct, alias, parameters);
    if (found !== undefined) predicates.push(...found);
    const alternatives = disjunctsOf(conjunct).map((one) =>
      conjunctsOf(one).flatMap((each) => toPredicates(each, alias, parameters) ?? []),
    );
    if (alternatives.length > 1 && alternatives.every((list) => list.some(isEquality))) anyOf.push(alternatives);
    const isAssured = found?.every((predicate) => predicate.kind !== 'contains' || !predicate.ignoresCase) ?? false;
    if (!isAssured) residual = residual === undefined ? conjunct : { kind: 'binary', operator: 'AND', left: residual, right: conjunct };
  }
  return { predicates, anyOf, residual };
}

/**
 * The property path that an expression such as `c.a.b` names in the documents called `alias`, if it
 * is one that SQLite can follow.
 */
export function pathOf(expression: Expression, alias: string | undefined): string[] | undefined {
  if (expression.kind === 'name') return expression.name === alias ? [] : undefined;
  if (expression.kind !== 'member' || expression.key.kind !== 'literal') return undefined;
  const parent = pathOf(expression.of, alias);
  const { value } = expression.key;
  return parent !== undefined && typeof value === 'string' && SIMPLE_KEY.test(value) ? [...parent, value] : undefined;
}

// Property names that need no escaping in SQL nor in a JSON path.
const SIMPLE_KEY = /^[\w .$@-]{1,100}$/;

function conjunctsOf(where: Expression | undefined): Expression[] {
  if (where === undefined) return [];
  if (where.kind !== 'binary' || where.operator !== 'AND') return [where];
  return [...conjunctsOf(where.left), ...conjunctsOf(where.right)];
}

function disjunctsOf(condition: Expression): Expression[] {
  if (condition.kind !== 'binary' || condition.operator !== 'OR') return [condition];
  return [...disjunctsOf(condition.left), ...disjunctsOf(condition.right)];
}

/** Is one value wanted? Then an index leads to it. */
export function isEquality(predicate: Predicate): boolean {
  return predicate.kind === 'in' && predicate.keys.length === 1;
}

const FLIPPED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=', '!=': '!=' } as const;

function toPredicates(condition: Expression, alias: string | undefined, parameters: ReadonlyMap<string, Value>): Predicate[] | undefined {
  const path = (expression: Expression | undefined) => {
    const keys = expression === undefined ? undefined : pathOf(expression, alias);
    return keys === undefined || keys.length === 0 ? undefined : keys;
  };
  const constant = (expression: Expression | undefined) => constantOf(expression, parameters);
  switch (condition.kind) {
    case 'binary': {
      if (!isComparison(condition.operator)) return undefined;
      const [left, right] = [path(condition.left), path(condition.right)];
      if (left !== undefined) return compared(left, condition.operator, constant(condition.right));
      return right === undefined ? undefined : compared(right, FLIPPED[condition.operator], constant(condition.left));
    }
    case 'between': {
      const [at, low, high] = [path(condition.value), constant(condition.low), constant(condition.high)];
      const bounds = at && [compared(at, '>=', low), compared(at, '<=', high)];
      return bounds?.every((bound) => bound !== undefined) ? bounds.flat() : undefined;
    }
    case 'in':
      return oneOf(path(condition.value), condition.list.map(constant));
    case 'call': {
      const [first, second, third] = condition.args;
      if (condition.name === 'IS_DEFINED') return definedness(path(first), 'defined');
      if (condition.name === 'IS_NULL') return oneOf(path(first), [{ value: null }]);
      if (condition.name === 'CONTAINS') return containing(first, constant(second)?.value, third && constant(third)?.value, path);
      const array = condition.name === 'ARRAY_CONTAINS' && third === undefined ? constant(first)?.value : undefined;
      return Array.isArray(array)
        ? oneOf(
            path(second),
            array.map((value) => ({ value })),
          )
        : undefined;
    }
    case 'unary':
      if (condition.operator !== 'NOT' || condition.of.kind !== 'call' || condition.of.name !== 'IS_DEFINED') return undefined;
      return definedness(path(condition.of.args[0]), 'missing');
    default:
      return undefined;
  }
}

// SQLite knows the case of ASCII letters only.
function containing(
  of: Expression | undefined,
  text: Value,
  ignoreCase: Value,
  path: (expression: Expression | undefined) => string[] | undefined,
): Predicate[] | undefined {
  const isLowered = of?.kind === 'call' && of.name === 'LOWER';
  const keys = path(isLowered ? of.args[0] : of);
  const isKnown = typeof text === 'string' && text.isWellFormed() && (ignoreCase === undefined || ignoreCase === true);
  if (keys === undefined || !isKnown) return undefined;
  if (!isLowered && ignoreCase === undefined) return [{ kind: 'contains', path: keys, text, ignoresCase: false }];
  return /^[\x20-\x7e]*$/.test(text) ? [{ kind: 'contains', path: keys, text: text.toLowerCase(), ignoresCase: true }] : undefined;
}

function isComparison(operator: string): operator is keyof typeof FLIPPED {
  return Object.hasOwn(FLIPPED, operator);
}

function definedness(path: string[] | undefined, want: 'defined' | 'missing'): Predicate[] | undefined {
  if (path === undefined) return undefined;
  return [want === 'defined' ? { kind: 'defined', path } : { kind: 'in', path, keys: [sortKeyOf(undefined)] }];
}

function compared(path: string[], operator: keyof typeof FLIPPED, constant: { value: Value } | undefined): Predicate[] | undefined {
  if (constant === undefined) return undefined;
  if (operator === '=') return oneOf(path, [constant]);
  const { value } = constant;
  if (value === undefined) return [{ kind: 'in', path, keys: [] }];
  if (!isFaithful(value)) return undefined;
  if (operator === '!=') return [{ kind: 'not', path, key: sortKeyOf(value) }];
  return value === null || !isOrderFaithful(value) ? undefined : [{ kind: 'range', path, operator, key: sortKeyOf(value) }];
}

function oneOf(path: string[] | undefined, list: readonly ({ value: Value } | undefined)[]): Predicate[] | undefined {
  if (path === undefined) return undefined;
  const keys: SortKey[] = [];
  for (const constant of list) {
    if (constant === undefined || !isFaithful(constant.value)) return undefined;
    // Nothing equals undefined.
    if (constant.value !== undefined) keys.push(sortKeyOf(constant.value));
  }
  return [{ kind: 'in', path, keys }];
}

// Arrays and objects are left to the evaluator; so are strings that have no UTF-8 form.
function isFaithful(value: Value): boolean {
  return typeof value === 'string' ? value.isWellFormed() : rankOf(value) < 6;
}

// UTF-8 and UTF-16 order differ only where a character of U+D800 or above is compared.
function isOrderFaithful(value: Value): boolean {
  return typeof value !== 'string' || !/[\ud800-\uffff]/.test(value);
}

function constantOf(expression: Expression | undefined, parameters: ReadonlyMap<string, Value>): { value: Value } | undefined {
  if (expression === undefined || !isConstant(expression)) return undefined;
  return { value: compileExpression(expression, { parameters, names: new Set(), compileSubquery: () => () => [] })({ names: {} }) };
}

function isConstant(expression: Expression): boolean {
  if (expression.kind === 'literal' || expression.kind === 'parameter') return true;
  if (expression.kind === 'array') return expression.items.every(isConstant);
  return expression.kind === 'call' && ['LOWER', 'UPPER', 'CONCAT'].includes(expression.name) && expression.args.every(isConstant);
}

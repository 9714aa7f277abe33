import { CosmosError } from '../cosmos-error.ts';
import { type Json, type JsonObject, propertyOf, setProperty, type Value } from '../json.ts';
import { isAggregate } from './aggregates.ts';
import { builtInFunctions } from './functions.ts';
import { binaryOperators, equals, unaryOperators } from './operators.ts';
import { isLike } from './string-functions.ts';
import type { Expression, Query } from './syntax.ts';

/**
 * What the names of a query stand for while one row is looked at, and the results of its aggregate
 * calls once the rows are grouped.
 */
export type Scope = { readonly names: Readonly<Record<string, Value>>; readonly aggregates?: readonly Value[] };

export type Evaluate = (scope: Scope) => Value;

/** An aggregate call found while compiling; its result is `aggregates[index]` of the scope. */
export type AggregateCall = { name: string; argument: Evaluate };

export type CompileContext = {
  readonly parameters: ReadonlyMap<string, Value>;
  readonly names: ReadonlySet<string>;
  /** Where aggregate calls are collected; without it they are refused. */
  readonly aggregates?: AggregateCall[];
  readonly compileSubquery: (query: Query, context: CompileContext) => (scope: Scope) => Json[];
};

/**
 * Turns an expression into a function of the row. Throws CosmosError 400 for unknown names,
 * parameters and functions.
 */
export function compileExpression(expression: Expression, context: CompileContext): Evaluate {
  const compile = (inner: Expression): Evaluate => compileExpression(inner, context);
  switch (expression.kind) {
    case 'literal':
      return () => expression.value;
    case 'parameter':
      return compileParameter(expression.name, context);
    case 'name':
      return compileName(expression.name, context);
    case 'member': {
      const [of, key] = [compile(expression.of), compile(expression.key)];
      return (scope) => propertyOf(of(scope), key(scope));
    }
    case 'unary': {
      const [apply, of] = [unaryOperators[expression.operator], compile(expression.of)];
      if (apply === undefined) throw new CosmosError(400, `Unknown operator ${expression.operator}.`);
      return (scope) => apply(of(scope));
    }
    case 'binary':
      return compileBinary(expression.operator, compile(expression.left), compile(expression.right));
    case 'between': {
      const [value, low, high] = [compile(expression.value), compile(expression.low), compile(expression.high)];
      const [atLeast, atMost] = [compileBinary('>=', value, low), compileBinary('<=', value, high)];
      return compileBinary('AND', atLeast, atMost);
    }
    case 'in': {
      const [value, list] = [compile(expression.value), expression.list.map(compile)];
      return (scope) =>
        isIn(
          value(scope),
          list.map((item) => item(scope)),
        );
    }
    case 'like': {
      const [value, pattern] = [compile(expression.value), compile(expression.pattern)];
      return (scope) => isLike(value(scope), pattern(scope), expression.escape);
    }
    case 'conditional': {
      const [test, then, otherwise] = [compile(expression.test), compile(expression.then), compile(expression.otherwise)];
      return (scope) => (test(scope) === true ? then(scope) : otherwise(scope));
    }
    case 'call':
      return compileCall(expression.name, expression.args, context);
    case 'object': {
      const entries = expression.entries.map(({ key, value }) => [key, compile(value)] as const);
      return (scope) => toObject(entries, scope);
    }
    case 'array': {
      const items = expression.items.map(compile);
      return (scope) => items.map((item) => item(scope)).filter((item) => item !== undefined);
    }
    case 'exists': {
      const run = context.compileSubquery(expression.query, context);
      return (scope) => run(scope).length > 0;
    }
  }
}

/** An object of the entries that are defined. */
export function toObject(entries: readonly (readonly [string, Evaluate])[], scope: Scope): JsonObject {
  const object: JsonObject = {};
  for (const [key, evaluate] of entries) {
    const value = evaluate(scope);
    if (value !== undefined) setProperty(object, key, value);
  }
  return object;
}

function compileParameter(name: string, { parameters }: CompileContext): Evaluate {
  if (!parameters.has(name)) throw new CosmosError(400, `The query uses ${name}, but no parameter of that name was given.`);
  const value = parameters.get(name);
  return () => value;
}

function compileName(name: string, { names }: CompileContext): Evaluate {
  if (!names.has(name)) throw new CosmosError(400, `Identifier '${name}' could not be resolved.`);
  return (scope) => scope.names[name];
}

function compileBinary(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === '??') {
    return (scope) => {
      const value = left(scope);
      return value === undefined ? right(scope) : value;
    };
  }
  const apply = binaryOperators[operator];
  if (apply === undefined) throw new CosmosError(400, `Unknown operator ${operator}.`);
  if (operator !== 'AND') return (scope) => apply(left(scope), right(scope));
  return (scope) => {
    const value = left(scope);
    return value === false ? false : apply(value, right(scope));
  };
}

function isIn(value: Value, list: readonly Value[]): boolean | undefined {
  if (value === undefined) return undefined;
  return list.some((item) => equals(value, item) === true);
}

function compileCall(name: string, args: readonly Expression[], context: CompileContext): Evaluate {
  if (isAggregate(name)) return compileAggregate(name, args, context);
  const apply = builtInFunctions.get(name);
  if (apply === undefined) throw new CosmosError(400, `'${name}' is not a recognized built-in function name.`);
  const compiled = args.map((argument) => compileExpression(argument, context));
  return (scope) => apply(...compiled.map((argument) => argument(scope)));
}

function compileAggregate(name: string, args: readonly Expression[], context: CompileContext): Evaluate {
  const { aggregates, ...rowContext } = context;
  const [argument] = args;
  if (aggregates === undefined) throw new CosmosError(400, `The aggregate function ${name} can only stand in SELECT.`);
  if (argument === undefined || args.length > 1) throw new CosmosError(400, `The aggregate function ${name} takes one argument.`);
  const index = aggregates.push({ name, argument: compileExpression(argument, rowContext) }) - 1;
  return (scope) => scope.aggregates?.[index];
}

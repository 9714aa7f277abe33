import type { Value } from '../json.ts';
import { isEqual, rankOf } from './value-order.ts';

type Binary = (left: Value, right: Value) => Value;

/**
 * The binary operators but `??`. A comparison or calculation with an undefined or ill-typed operand
 * is undefined, and WHERE keeps only what is true; AND and OR are three-valued.
 * https://learn.microsoft.com/azure/cosmos-db/nosql/query/logical-operators
 */
export const binaryOperators: Record<string, Binary> = {
  AND: (a, b) => {
    if (a === false || b === false) return false;
    return a === true && b === true ? true : undefined;
  },
  OR: (a, b) => {
    if (a === true || b === true) return true;
    return a === false && b === false ? false : undefined;
  },
  '=': equals,
  '!=': (a, b) => not(equals(a, b)),
  '<': ordered((a, b) => a < b),
  '<=': ordered((a, b) => a <= b),
  '>': ordered((a, b) => a > b),
  '>=': ordered((a, b) => a >= b),
  '||': (a, b) => (typeof a === 'string' && typeof b === 'string' ? a + b : undefined),
  '+': calculated((a, b) => a + b),
  '-': calculated((a, b) => a - b),
  '*': calculated((a, b) => a * b),
  '/': calculated((a, b) => a / b),
  '%': calculated((a, b) => a % b),
};

/** NOT, and the signs. */
export const unaryOperators: Record<string, (value: Value) => Value> = {
  NOT: not,
  '-': (value) => (typeof value === 'number' ? -value : undefined),
  '+': (value) => (typeof value === 'number' ? value : undefined),
};

/** `=`: undefined when a side is undefined; values of different types differ. */
export function equals(a: Value, b: Value): boolean | undefined {
  return a === undefined || b === undefined ? undefined : isEqual(a, b);
}

function not(value: Value): boolean | undefined {
  return typeof value === 'boolean' ? !value : undefined;
}

function ordered(compare: (a: number | string | boolean, b: number | string | boolean) => boolean): Binary {
  return (a, b) => {
    if (rankOf(a) !== rankOf(b)) return undefined;
    if (a === null && b === null) return compare(0, 0);
    return isScalar(a) && isScalar(b) ? compare(a, b) : undefined;
  };
}

function isScalar(value: Value): value is number | string | boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}

function calculated(calculate: (a: number, b: number) => number): Binary {
  return (a, b) => {
    const result = typeof a === 'number' && typeof b === 'number' ? calculate(a, b) : undefined;
    return result !== undefined && Number.isFinite(result) ? result : undefined;
  };
}

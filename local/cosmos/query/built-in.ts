import type { Value } from '../json.ts';

/**
 * A built-in function: its arguments as values, `undefined` back when they are of the wrong type.
 */
export type BuiltIn = (...args: Value[]) => Value;

import { arrayFunctions } from './array-functions.ts';
import type { BuiltIn } from './built-in.ts';
import { stringFunctions } from './string-functions.ts';
import { rankOf } from './value-order.ts';

/**
 * The built-in functions by upper-case name: those that queries of a mail system are made of, no
 * mathematics. https://learn.microsoft.com/azure/cosmos-db/nosql/query/system-functions.
 */
export const builtInFunctions: ReadonlyMap<string, BuiltIn> = new Map(
  Object.entries<BuiltIn>({
    ...stringFunctions,
    ...arrayFunctions,
    IS_DEFINED: (value) => value !== undefined,
    IS_NULL: (value) => value === null,
    IS_BOOL: (value) => typeof value === 'boolean',
    IS_NUMBER: (value) => typeof value === 'number',
    IS_INTEGER: (value) => Number.isInteger(value),
    IS_STRING: (value) => typeof value === 'string',
    IS_ARRAY: (value) => Array.isArray(value),
    IS_OBJECT: (value) => rankOf(value) === 7,
    IS_PRIMITIVE: (value) => value !== undefined && rankOf(value) < 6,
    GETCURRENTTIMESTAMP: () => Date.now(),
  }),
);

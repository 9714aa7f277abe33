import { arrayFunctions } from './array-functions.ts';
import type { BuiltIn } from './built-in.ts';
import { mathFunctions } from './math-functions.ts';
import { stringFunctions } from './string-functions.ts';
import { rankOf } from './value-order.ts';

/**
 * The built-in functions by upper-case name,
 * https://learn.microsoft.com/azure/cosmos-db/nosql/query/system-functions.
 */
export const builtInFunctions: ReadonlyMap<string, BuiltIn> = new Map(
  Object.entries<BuiltIn>({
    ...stringFunctions,
    ...arrayFunctions,
    ...mathFunctions,
    IS_DEFINED: (value) => value !== undefined,
    IS_NULL: (value) => value === null,
    IS_BOOL: (value) => typeof value === 'boolean',
    IS_NUMBER: (value) => typeof value === 'number',
    IS_INTEGER: (value) => Number.isInteger(value),
    IS_STRING: (value) => typeof value === 'string',
    IS_ARRAY: (value) => Array.isArray(value),
    IS_OBJECT: (value) => rankOf(value) === 7,
    IS_PRIMITIVE: (value) => value !== undefined && rankOf(value) < 6,
    TOSTRING: (value) => {
      if (value === undefined || typeof value === 'string') return value;
      return JSON.stringify(value);
    },
    GETCURRENTDATETIME: () => new Date().toISOString().replace('Z', '0000Z'),
    GETCURRENTTIMESTAMP: () => Date.now(),
    DATETIMETOTIMESTAMP: (value) => {
      const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      return Number.isNaN(time) ? undefined : time;
    },
    TIMESTAMPTODATETIME: (value) => {
      const date = new Date(typeof value === 'number' ? value : Number.NaN);
      return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('Z', '0000Z');
    },
  }),
);

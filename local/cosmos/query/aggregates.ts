import type { Value } from '../json.ts';
import { compareSortKeys, rankOf, sortKeyOf } from './value-order.ts';

/**
 * Collects the values of one aggregate call over the rows of a group. Undefined values are passed
 * over.
 */
export type Accumulator = { add(value: Value): void; result(): Value };

/**
 * Makes the accumulator of an aggregate function, or nothing when the name is no aggregate
 * function.
 */
export function createAccumulator(name: string): Accumulator | undefined {
  if (name === 'COUNT') return counting();
  if (name === 'SUM' || name === 'AVG') return summing(name === 'AVG');
  if (name === 'MIN' || name === 'MAX') return choosing(name === 'MIN' ? -1 : 1);
  return undefined;
}

export function isAggregate(name: string): boolean {
  return createAccumulator(name) !== undefined;
}

function counting(): Accumulator {
  let count = 0;
  return {
    add: (value) => {
      if (value !== undefined) count += 1;
    },
    result: () => count,
  };
}

// One value that is not a number makes the whole sum undefined.
function summing(average: boolean): Accumulator {
  let sum = 0;
  let count = 0;
  let spoilt = false;
  return {
    add: (value) => {
      if (typeof value === 'number') {
        sum += value;
        count += 1;
      } else if (value !== undefined) spoilt = true;
    },
    result: () => {
      if (spoilt || (average && count === 0)) return undefined;
      return average ? sum / count : sum;
    },
  };
}

// Ordered across types like ORDER BY; an array or object makes the whole result undefined.
function choosing(sign: -1 | 1): Accumulator {
  let best: Value;
  let spoilt = false;
  return {
    add: (value) => {
      if (rankOf(value) > 5) spoilt = true;
      else if (value !== undefined && (best === undefined || sign * compareSortKeys(sortKeyOf(value), sortKeyOf(best)) > 0)) best = value;
    },
    result: () => (spoilt ? undefined : best),
  };
}

import type { Value } from '../json.ts';
import type { BuiltIn } from './built-in.ts';

/** The mathematical functions. A result that is not a finite number is undefined. */
export const mathFunctions: Record<string, BuiltIn> = {
  ABS: onNumbers(Math.abs),
  ACOS: onNumbers(Math.acos),
  ASIN: onNumbers(Math.asin),
  ATAN: onNumbers(Math.atan),
  ATN2: onNumbers((y, x) => Math.atan2(y, x), 2),
  CEILING: onNumbers(Math.ceil),
  COS: onNumbers(Math.cos),
  COT: onNumbers((value) => 1 / Math.tan(value)),
  DEGREES: onNumbers((value) => (value * 180) / Math.PI),
  EXP: onNumbers(Math.exp),
  FLOOR: onNumbers(Math.floor),
  LOG: (value, base) => (base === undefined ? onNumbers(Math.log)(value) : onNumbers((v, b) => Math.log(v) / Math.log(b), 2)(value, base)),
  LOG10: onNumbers(Math.log10),
  PI: () => Math.PI,
  POWER: onNumbers((value, exponent) => value ** exponent, 2),
  RADIANS: onNumbers((value) => (value * Math.PI) / 180),
  RAND: () => Math.random(),
  ROUND: onNumbers(Math.round),
  SIGN: onNumbers(Math.sign),
  SIN: onNumbers(Math.sin),
  SQRT: onNumbers(Math.sqrt),
  SQUARE: onNumbers((value) => value ** 2),
  TAN: onNumbers(Math.tan),
  TRUNC: onNumbers(Math.trunc),
};

function onNumbers(calculate: (first: number, second: number) => number, count = 1): BuiltIn {
  return (...args: Value[]) => {
    const [first, second = 0] = args;
    if (typeof first !== 'number' || typeof second !== 'number' || args.length !== count) return undefined;
    const result = calculate(first, second);
    return Number.isFinite(result) ? result : undefined;
  };
}

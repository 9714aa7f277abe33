type Test = (value: string) => boolean;

const INT32 = 2n ** 31n;
const INT64 = 2n ** 63n;

const PLAIN: Record<string, Test> = {
  int: (value) => isInteger(value, INT32),
  long: (value) => isInteger(value, INT64),
  bool: (value) => /^(true|false)$/i.test(value),
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  decimal: isNumber,
  double: isNumber,
  float: isNumber,
  guid: (value) => /^(?:[\da-f]{32}|(?<open>[{(])?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}[)}]?)$/i.test(value),
  alpha: (value) => /^[a-z]*$/i.test(value),
  required: (value) => value !== '',
};

const WITH_ARGUMENTS: Record<string, (args: number[], value: string) => boolean> = {
  minlength: ([least = 0], value) => value.length >= least,
  maxlength: ([most = 0], value) => value.length <= most,
  length: ([least = 0, most = least], value) => value.length >= least && value.length <= most,
  min: ([least = 0], value) => isInteger(value, INT64) && Number(value) >= least,
  max: ([most = 0], value) => isInteger(value, INT64) && Number(value) <= most,
  range: ([least = 0, most = 0], value) => isInteger(value, INT64) && Number(value) >= least && Number(value) <= most,
};

/**
 * The test that a constraint in a route means: `int`, `guid`, `length(3,5)`, `regex(^a)` …, as in
 * ASP.NET. An unknown one is an Error, as there: a misspelt constraint must not let everything
 * through. https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-constraints
 */
export function parseRouteConstraint(text: string): Test {
  const plain = Object.hasOwn(PLAIN, text.toLowerCase()) ? PLAIN[text.toLowerCase()] : undefined;
  if (plain !== undefined) return plain;
  const [, name = '', argument = ''] = /^(\w+)\((.*)\)$/s.exec(text) ?? [];
  if (name.toLowerCase() === 'regex') {
    const pattern = new RegExp(argument, 'i');
    return (value) => pattern.test(value);
  }
  const make = Object.hasOwn(WITH_ARGUMENTS, name.toLowerCase()) ? WITH_ARGUMENTS[name.toLowerCase()] : undefined;
  const args = argument.split(',').map(Number);
  if (make === undefined || args.some(Number.isNaN)) throw new Error(`the route constraint '${text}' is not known`);
  return (value) => make(args, value);
}

function isInteger(value: string, limit: bigint): boolean {
  if (!/^[+-]?\d{1,20}$/.test(value)) return false;
  const number = BigInt(value.replace('+', ''));
  return number >= -limit && number < limit;
}

function isNumber(value: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value);
}

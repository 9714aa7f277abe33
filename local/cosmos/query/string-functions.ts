import type { Value } from '../json.ts';
import type { BuiltIn } from './built-in.ts';

/**
 * The string functions. CONTAINS, STARTSWITH, ENDSWITH and STRINGEQUALS take a third argument:
 * ignore case.
 */
export const stringFunctions: Record<string, BuiltIn> = {
  CONTAINS: compared((text, part) => text.includes(part)),
  ENDSWITH: compared((text, part) => text.endsWith(part)),
  LEFT: (text, length) => (typeof text === 'string' && typeof length === 'number' ? text.slice(0, Math.max(0, length)) : undefined),
  STARTSWITH: compared((text, part) => text.startsWith(part)),
  STRINGEQUALS: compared((text, other) => text === other),
  LENGTH: onString((text) => text.length),
  LOWER: onString((text) => text.toLowerCase()),
  UPPER: onString((text) => text.toUpperCase()),
};

/**
 * LIKE: `%` any run of characters, `_` one, `[a-c]` and `[^a-c]` one of a set, `escapeCharacter`
 * takes the next character as it is.
 */
export function isLike(value: Value, pattern: Value, escapeCharacter: string | undefined): boolean | undefined {
  if (!isString(value) || !isString(pattern)) return undefined;
  const pieces = pattern.matchAll(/(?<set>\[\^?[^\]]+\])|(?<char>.)/gsu);
  let source = '';
  let literal = false;
  for (const { groups } of pieces) {
    const { set, char = '' } = groups ?? {};
    if (literal || (set === undefined && char !== escapeCharacter && char !== '%' && char !== '_'))
      source += (set ?? char).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    else if (set !== undefined) source += set.replace(/\\/g, '\\\\');
    else if (char === '%') source += '.*';
    else if (char === '_') source += '.';
    literal = !literal && char === escapeCharacter;
  }
  return new RegExp(`^${source}$`, 'su').test(value);
}

function isString(value: Value): value is string {
  return typeof value === 'string';
}

function onString(apply: (text: string) => Value): BuiltIn {
  return (text) => (isString(text) ? apply(text) : undefined);
}

function compared(test: (text: string, other: string) => boolean): BuiltIn {
  return (text, other, ignoreCase) => {
    if (!isString(text) || !isString(other)) return undefined;
    return ignoreCase === true ? test(text.toLowerCase(), other.toLowerCase()) : test(text, other);
  };
}

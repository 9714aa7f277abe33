import type { Value } from '../json.ts';
import type { BuiltIn } from './built-in.ts';

/**
 * The string functions. CONTAINS, STARTSWITH, ENDSWITH and STRINGEQUALS take a third argument:
 * ignore case.
 */
export const stringFunctions: Record<string, BuiltIn> = {
  CONCAT: (...parts) => (parts.every(isString) ? parts.join('') : undefined),
  CONTAINS: compared((text, part) => text.includes(part)),
  ENDSWITH: compared((text, part) => text.endsWith(part)),
  STARTSWITH: compared((text, part) => text.startsWith(part)),
  STRINGEQUALS: compared((text, other) => text === other),
  INDEX_OF: (text, part) => (isString(text) && isString(part) ? text.indexOf(part) : undefined),
  LEFT: (text, count) => (isString(text) && isCount(count) ? text.slice(0, count) : undefined),
  RIGHT: (text, count) => (isString(text) && isCount(count) ? text.slice(Math.max(0, text.length - count)) : undefined),
  LENGTH: onString((text) => text.length),
  LOWER: onString((text) => text.toLowerCase()),
  UPPER: onString((text) => text.toUpperCase()),
  TRIM: onString((text) => text.trim()),
  LTRIM: onString((text) => text.trimStart()),
  RTRIM: onString((text) => text.trimEnd()),
  REVERSE: onString((text) => [...text].reverse().join('')),
  REPLACE: (text, part, by) => (isString(text) && isString(part) && isString(by) ? text.replaceAll(part, () => by) : undefined),
  // The service refuses results over 10,000 characters; so does this, before allocating them.
  REPLICATE: (text, count) => (isString(text) && isCount(count) && text.length * count <= 10_000 ? text.repeat(count) : undefined),
  SUBSTRING: (text, start, length) => {
    if (!isString(text) || typeof start !== 'number' || start < 0) return undefined;
    return length === undefined ? text.slice(start) : isCount(length) ? text.slice(start, start + length) : undefined;
  },
  REGEXMATCH: (text, pattern, flags) => {
    if (!isString(text) || !isString(pattern) || (flags !== undefined && !(isString(flags) && /^[ims]*$/.test(flags)))) return undefined;
    try {
      return new RegExp(pattern, isString(flags) ? flags : '').test(text);
    } catch {
      return undefined;
    }
  },
  STRINGTONUMBER: (text) => (isString(text) && /^\s*-?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : undefined),
  STRINGTOBOOLEAN: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
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

function isCount(value: Value): value is number {
  return typeof value === 'number' && value >= 0;
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

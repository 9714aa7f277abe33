import { accept, type Cursor, expect, fail, isNext, nested, peek, take, takeIdentifier } from './cursor.ts';
import type { Expression } from './syntax.ts';

/**
 * Reads one expression. Precedence, loosest first: `? :`, `??`, OR, AND, NOT, comparisons,
 * `+ - ||`, `* / %`, signs, members
 * (https://learn.microsoft.com/azure/cosmos-db/nosql/query/operators). Throws CosmosError 400.
 */
export function parseExpression(cursor: Cursor): Expression {
  return nested(cursor, () => {
    const test = parseCoalesce(cursor);
    if (!accept(cursor, '?')) return test;
    const then = parseExpression(cursor);
    expect(cursor, ':');
    return { kind: 'conditional', test, then, otherwise: parseExpression(cursor) };
  });
}

function parseCoalesce(cursor: Cursor): Expression {
  return parseLeftToRight(cursor, ['??'], parseOr);
}

function parseOr(cursor: Cursor): Expression {
  return parseLeftToRight(cursor, ['OR'], parseAnd);
}

function parseAnd(cursor: Cursor): Expression {
  return parseLeftToRight(cursor, ['AND'], parseNot);
}

function parseNot(cursor: Cursor): Expression {
  if (!accept(cursor, 'NOT')) return parseComparison(cursor);
  return nested(cursor, () => ({ kind: 'unary', operator: 'NOT', of: parseNot(cursor) }));
}

const COMPARISONS = ['=', '!=', '<>', '<=', '>=', '<', '>'];

function parseComparison(cursor: Cursor): Expression {
  let left = parseArithmetic(cursor, 0);
  for (;;) {
    const operator = COMPARISONS.find((symbol) => accept(cursor, symbol));
    if (operator !== undefined) {
      left = { kind: 'binary', operator: operator === '<>' ? '!=' : operator, left, right: parseArithmetic(cursor, 0) };
      continue;
    }
    const negated = isNext(cursor, 'NOT') && ['IN', 'BETWEEN', 'LIKE'].some((word) => isNext(cursor, word, 1));
    if (negated) take(cursor);
    const test = parseMembershipTest(cursor, left);
    if (test === undefined) return left;
    left = negated ? { kind: 'unary', operator: 'NOT', of: test } : test;
  }
}

function parseMembershipTest(cursor: Cursor, value: Expression): Expression | undefined {
  if (accept(cursor, 'IN')) {
    expect(cursor, '(');
    const list = parseList(cursor, ')');
    return list.length > 0 ? { kind: 'in', value, list } : fail(cursor, 'IN needs at least one value');
  }
  if (accept(cursor, 'BETWEEN')) {
    const low = parseArithmetic(cursor, 0);
    expect(cursor, 'AND');
    return { kind: 'between', value, low, high: parseArithmetic(cursor, 0) };
  }
  if (accept(cursor, 'LIKE')) {
    const pattern = parseArithmetic(cursor, 0);
    return { kind: 'like', value, pattern, escape: accept(cursor, 'ESCAPE') ? parseEscape(cursor) : undefined };
  }
  return undefined;
}

function parseEscape(cursor: Cursor): string {
  const token = take(cursor);
  return token.kind === 'string' && token.value.length === 1 ? token.value : fail(cursor, 'ESCAPE needs a string of one character');
}

const ARITHMETIC = [
  ['+', '-', '||'],
  ['*', '/', '%'],
];

function parseArithmetic(cursor: Cursor, level: number): Expression {
  const operators = ARITHMETIC[level];
  if (operators === undefined) return parseSigned(cursor);
  return parseLeftToRight(cursor, operators, (inner) => parseArithmetic(inner, level + 1));
}

function parseLeftToRight(cursor: Cursor, operators: readonly string[], parseOperand: (cursor: Cursor) => Expression): Expression {
  let left = parseOperand(cursor);
  for (;;) {
    const operator = operators.find((symbol) => accept(cursor, symbol));
    if (operator === undefined) return left;
    left = { kind: 'binary', operator, left, right: parseOperand(cursor) };
  }
}

function parseSigned(cursor: Cursor): Expression {
  const operator = ['-', '+'].find((symbol) => accept(cursor, symbol));
  if (operator === undefined) return parseMembers(cursor);
  const of = nested(cursor, () => parseSigned(cursor));
  if (of.kind === 'literal' && typeof of.value === 'number' && operator === '-') return { kind: 'literal', value: -of.value };
  return { kind: 'unary', operator, of };
}

/** A primary expression with everything that hangs on it: `.name`, `["name"]`, `[0]`. */
export function parseMembers(cursor: Cursor): Expression {
  let of = parsePrimary(cursor);
  for (;;) {
    if (accept(cursor, '.')) of = { kind: 'member', of, key: { kind: 'literal', value: takeIdentifier(cursor) } };
    else if (accept(cursor, '[')) {
      of = { kind: 'member', of, key: parseExpression(cursor) };
      expect(cursor, ']');
    } else return of;
  }
}

function parsePrimary(cursor: Cursor): Expression {
  const token = peek(cursor);
  if (token.kind === 'number' || token.kind === 'string') {
    take(cursor);
    return { kind: 'literal', value: token.value };
  }
  if (token.kind === 'parameter') return { kind: 'parameter', name: take(cursor).text };
  if (accept(cursor, '(')) {
    const inner = parseExpression(cursor);
    expect(cursor, ')');
    return inner;
  }
  if (accept(cursor, '[')) return { kind: 'array', items: parseList(cursor, ']') };
  if (accept(cursor, '{')) return { kind: 'object', entries: parseEntries(cursor) };
  if (accept(cursor, 'TRUE')) return { kind: 'literal', value: true };
  if (accept(cursor, 'FALSE')) return { kind: 'literal', value: false };
  if (accept(cursor, 'NULL')) return { kind: 'literal', value: null };
  if (accept(cursor, 'UNDEFINED')) return { kind: 'literal', value: undefined };
  if (accept(cursor, 'EXISTS')) return parseExists(cursor);
  if (isNext(cursor, 'UDF')) return fail(cursor, 'user-defined functions are not part of this stand-in');
  const name = takeIdentifier(cursor);
  return accept(cursor, '(') ? { kind: 'call', name: name.toUpperCase(), args: parseList(cursor, ')') } : { kind: 'name', name };
}

/** The one place where a SELECT may stand in another; it stands nowhere else here. */
function parseExists(cursor: Cursor): Expression {
  expect(cursor, '(');
  const query = nested(cursor, () => cursor.parseSubquery(cursor));
  expect(cursor, ')');
  return { kind: 'exists', query };
}

function parseEntries(cursor: Cursor): { key: string; value: Expression }[] {
  const entries: { key: string; value: Expression }[] = [];
  while (!accept(cursor, '}')) {
    if (entries.length > 0) expect(cursor, ',');
    const token = take(cursor);
    if (token.kind !== 'string' && token.kind !== 'name') fail(cursor, 'an object key is a name or a string');
    expect(cursor, ':');
    entries.push({ key: token.kind === 'string' ? token.value : token.text, value: parseExpression(cursor) });
  }
  return entries;
}

function parseList(cursor: Cursor, close: string): Expression[] {
  const items: Expression[] = [];
  while (!accept(cursor, close)) {
    if (items.length > 0) expect(cursor, ',');
    items.push(parseExpression(cursor));
  }
  return items;
}

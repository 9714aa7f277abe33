import { CosmosError } from '../cosmos-error.ts';
import type { Query } from './syntax.ts';
import { type Token, tokenize } from './tokenize.ts';

/**
 * The reading position of the parser. `parseSubquery` reads a whole query at the cursor: an
 * expression may hold one, and the file that parses queries needs expressions.
 */
export type Cursor = {
  readonly tokens: readonly Token[];
  readonly parseSubquery: (cursor: Cursor) => Query;
  at: number;
  depth: number;
};

// Words that can't name an alias or follow a dot; c["order"] reaches such a property, as in the
// service.
const RESERVED = new Set(
  'AND ARRAY AS ASC BETWEEN BY DESC DISTINCT ESCAPE EXISTS FALSE FROM GROUP IN JOIN LIKE LIMIT NOT NULL OFFSET OR ORDER SELECT TOP TRUE UDF UNDEFINED VALUE WHERE'.split(
    ' ',
  ),
);

export function openCursor(text: string, parseSubquery: Cursor['parseSubquery']): Cursor {
  return { tokens: tokenize(text), parseSubquery, at: 0, depth: 0 };
}

export function peek(cursor: Cursor, ahead = 0): Token {
  return cursor.tokens[cursor.at + ahead] ?? { kind: 'end', text: 'end of query', at: 0 };
}

export function take(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.at += 1;
  return token;
}

/** Is the token ahead this symbol, or this keyword in any case? */
export function isNext(cursor: Cursor, word: string, ahead = 0): boolean {
  const token = peek(cursor, ahead);
  if (token.kind === 'symbol') return token.text === word;
  return token.kind === 'name' && token.text.toUpperCase() === word;
}

/** Takes the symbol or keyword when it is next. */
export function accept(cursor: Cursor, word: string): boolean {
  if (!isNext(cursor, word)) return false;
  cursor.at += 1;
  return true;
}

export function expect(cursor: Cursor, word: string): void {
  if (!accept(cursor, word)) fail(cursor, `expected ${word}`);
}

/** An identifier that is not a keyword. */
export function isIdentifierNext(cursor: Cursor): boolean {
  const token = peek(cursor);
  return token.kind === 'name' && !RESERVED.has(token.text.toUpperCase());
}

export function takeIdentifier(cursor: Cursor): string {
  if (isIdentifierNext(cursor)) return take(cursor).text;
  const { kind, text } = peek(cursor);
  return fail(cursor, kind === 'name' ? `'${text}' is a keyword: write ["${text}"] to reach a property of that name` : 'expected a name');
}

export function fail(cursor: Cursor, why: string): never {
  const token = peek(cursor);
  throw new CosmosError(400, `Syntax error, incorrect syntax near '${token.text}' at character ${token.at}: ${why}.`);
}

/**
 * Deepest nesting of brackets and subqueries; deeper text would overflow the stack of a recursive
 * parser.
 */
const MAX_DEPTH = 100;

export function nested<T>(cursor: Cursor, parse: () => T): T {
  if (cursor.depth >= MAX_DEPTH) fail(cursor, `nested deeper than ${MAX_DEPTH} levels`);
  cursor.depth += 1;
  const result = parse();
  cursor.depth -= 1;
  return result;
}

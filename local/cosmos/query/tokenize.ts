import { CosmosError } from '../cosmos-error.ts';

export type Token =
  | { kind: 'name'; text: string; at: number }
  | { kind: 'parameter'; text: string; at: number }
  | { kind: 'symbol'; text: string; at: number }
  | { kind: 'number'; text: string; value: number; at: number }
  | { kind: 'string'; text: string; value: string; at: number }
  | { kind: 'end'; text: string; at: number };

// Longest symbols first, so that `>=` is not read as `>` and `=`.
const PATTERN =
  /(?<space>\s+|--[^\n\r]*)|(?<parameter>@[A-Za-z0-9_]+)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<number>0x[0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<symbol><=|>=|<>|!=|\|\||\?\?|[-+*/%=<>?:.,(){}[\]])/suy;

/**
 * Longest query text taken: 512 KB, the service's limit,
 * https://learn.microsoft.com/azure/cosmos-db/concepts-limits#sql-query-limits.
 */
const MAX_LENGTH = 512 * 1024;

/**
 * Splits a query's text into tokens, ending with one of kind `end`.
 * Throws CosmosError 400 naming the position where the text can't be read.
 */
export function tokenize(text: string): Token[] {
  if (text.length > MAX_LENGTH) throw new CosmosError(400, `The query is ${text.length} characters long; the limit is ${MAX_LENGTH}.`);
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    PATTERN.lastIndex = at;
    const groups = PATTERN.exec(text)?.groups;
    if (groups === undefined) throw new CosmosError(400, `Syntax error, incorrect syntax near '${text.slice(at, at + 20)}'.`);
    at = PATTERN.lastIndex;
    const token = toToken(groups, at);
    if (token !== undefined) tokens.push(token);
  }
  tokens.push({ kind: 'end', text: 'end of query', at });
  return tokens;
}

function toToken(groups: Record<string, string | undefined>, end: number): Token | undefined {
  const { name, parameter, number, string, symbol } = groups;
  if (name !== undefined) return { kind: 'name', text: name, at: end - name.length };
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, at: end - symbol.length };
  if (parameter !== undefined) return { kind: 'parameter', text: parameter, at: end - parameter.length };
  if (number !== undefined) return { kind: 'number', text: number, value: Number(number), at: end - number.length };
  if (string !== undefined) return { kind: 'string', text: string, value: readEscapes(string.slice(1, -1)), at: end - string.length };
  return undefined;
}

const ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function readEscapes(body: string): string {
  return body.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gsu, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

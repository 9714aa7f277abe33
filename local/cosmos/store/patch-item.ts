import { z } from 'zod';
import { CosmosError } from '../cosmos-error.ts';
import { isJsonObject, type Json, propertyOf, setProperty, type Value } from '../json.ts';
import { parseAs } from '../parse-as.ts';
import { compileQuery } from '../query/compile-query.ts';
import { parseCondition } from '../query/parse-query.ts';

// What JSON.parse returned is JSON; only its presence needs a check.
const json = z.custom<Json>((value) => value !== undefined, 'is missing');
const path = z.string().startsWith('/').max(2000);
const operation = z.discriminatedUnion('op', [
  z.object({ op: z.enum(['add', 'set', 'replace']), path, value: json }),
  z.object({ op: z.literal('incr'), path, value: z.number() }),
  z.object({ op: z.literal('remove'), path }),
  z.object({ op: z.literal('move'), path, from: path }),
]);
const operations = z.array(operation).min(1).max(10);
const patch = z.union([
  operations.transform((list) => ({ operations: list, condition: undefined })),
  z.object({ operations, condition: z.string().optional() }),
]);

/** A patch: at most ten operations, and a condition such as `from c where c.n = 1`. */
export type Patch = z.infer<typeof patch>;
type Operation = z.infer<typeof operation>;

/**
 * Reads the body of a patch. Throws CosmosError 400 naming the field.
 * https://learn.microsoft.com/azure/cosmos-db/partial-document-update
 */
export function parsePatch(body: Json): Patch {
  return parseAs<Patch>(patch, body);
}

/**
 * Does the condition of a patch hold for the item? Throws CosmosError 400 when it can't be read.
 */
export function isConditionMet(condition: string, item: Json): boolean {
  return compileQuery(parseCondition(condition), new Map()).rowsOf(item).length > 0;
}

/**
 * Applies the operations in order, changing `item`. Throws CosmosError 400 when one can't be
 * applied or touches the id, the partition key or a system property.
 */
export function applyPatch(item: Json, list: readonly Operation[], keyPaths: readonly (readonly string[])[]): Json {
  const locked = new Set(['/id', '/_rid', '/_self', '/_etag', '/_ts', '/_attachments', ...keyPaths.map((keys) => `/${keys.join('/')}`)]);
  for (const step of list) {
    const touched = step.op === 'move' ? [step.path, step.from] : [step.path];
    const forbidden = touched.find((name) => locked.has(name));
    if (forbidden !== undefined) throw new CosmosError(400, `The patch may not change ${forbidden}.`);
    applyOperation(item, step);
  }
  return item;
}

function applyOperation(item: Json, step: Operation): void {
  switch (step.op) {
    case 'move': {
      const moved = read(item, step.from);
      if (moved === undefined) missing('move', step.from);
      remove(item, step.from);
      write(item, step.path, moved, 'add');
      break;
    }
    case 'remove':
      remove(item, step.path);
      break;
    case 'incr':
      increment(item, step.path, step.value);
      break;
    default:
      if (step.op === 'replace' && read(item, step.path) === undefined) missing('replace', step.path);
      write(item, step.path, step.value, step.op);
  }
}

function increment(item: Json, at: string, by: number): void {
  const before = read(item, at);
  if (before !== undefined && typeof before !== 'number')
    throw new CosmosError(400, `The patch can't increment ${at}: it is not a number.`);
  write(item, at, (before ?? 0) + by, 'set');
}

// `add` inserts into an array, the others put in place of what is there; `-` is the place after the
// last.
function write(item: Json, at: string, value: Json, op: 'add' | 'set' | 'replace'): void {
  const { parent, key } = locate(item, at, op);
  if (isJsonObject(parent)) {
    setProperty(parent, key, value);
    return;
  }
  const index = key === '-' ? parent.length : indexOf(key);
  if (index === undefined || index > parent.length)
    throw new CosmosError(400, `The patch can't ${op} ${at}: the array has ${parent.length} elements.`);
  parent.splice(index, op === 'add' ? 0 : 1, value);
}

function remove(item: Json, at: string): void {
  const { parent, key } = locate(item, at, 'remove');
  const index = Array.isArray(parent) ? indexOf(key) : undefined;
  if (propertyOf(parent, index ?? key) === undefined) missing('remove', at);
  if (Array.isArray(parent)) parent.splice(index ?? parent.length, 1);
  else delete parent[key];
}

function read(item: Json, at: string): Value {
  return pointerOf(at).reduce<Value>((value, key) => propertyOf(value, Array.isArray(value) ? indexOf(key) : key), item);
}

function locate(item: Json, at: string, op: string): { parent: Extract<Json, object>; key: string } {
  const keys = pointerOf(at);
  const key = keys.pop() ?? '';
  const parent = keys.reduce<Value>((value, name) => propertyOf(value, Array.isArray(value) ? indexOf(name) : name), item);
  if (typeof parent !== 'object' || parent === null)
    throw new CosmosError(400, `The patch can't ${op} ${at}: the item has nothing at its parent.`);
  return { parent, key };
}

// RFC 6901, JSON pointers.
function pointerOf(at: string): string[] {
  return at
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function indexOf(key: string): number | undefined {
  return /^\d{1,9}$/.test(key) ? Number(key) : undefined;
}

function missing(op: string, at: string): never {
  throw new CosmosError(400, `The patch can't ${op} ${at}: the item has nothing there.`);
}

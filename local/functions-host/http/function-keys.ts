import { timingSafeEqual } from 'node:crypto';

/**
 * Access keys, as on Azure: the master key opens everything, the default host key what has
 * authLevel `function`.
 */
export interface FunctionKeys {
  master: string;
  default: string;
}

/**
 * Whether a caller with this key (header `x-functions-key` or query `code`) may call what has that
 * authLevel. Without keys everyone may, as with `func start`.
 * https://learn.microsoft.com/azure/azure-functions/function-keys-how-to
 */
export function isKeyEnough(level: 'anonymous' | 'function' | 'admin', given: string | undefined, keys: FunctionKeys | undefined): boolean {
  if (keys === undefined || level === 'anonymous') return true;
  if (given === undefined) return false;
  return isSame(given, keys.master) || (level === 'function' && isSame(given, keys.default));
}

function isSame(given: string, key: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(key)];
  return a.length === b.length && timingSafeEqual(a, b);
}

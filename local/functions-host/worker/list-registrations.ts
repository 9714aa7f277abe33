import type { RegisteredFunction } from '../config/registered-function.ts';
import { appRegistry } from './app-registry.ts';

/**
 * Every function that the app has registered, as the library described it. The host checks the
 * shape: it comes from the app.
 */
export function listRegistrations(): RegisteredFunction[] {
  const list: RegisteredFunction[] = JSON.parse(JSON.stringify([...appRegistry.functions.values()].map(({ metadata }) => metadata)));
  return list;
}

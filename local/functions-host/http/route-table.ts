import type { HttpFunction } from '../host/plan-function.ts';
import { parseRouteTemplate, type RouteTemplate } from './route-template.ts';

export interface Route {
  function: HttpFunction;
  /** from the root, for people: `api/tickets/{id}` */
  path: string;
  match: RouteTemplate;
}

export interface FoundRoute {
  function: HttpFunction;
  params: Record<string, string>;
}

/**
 * The function's route, below the prefix of host.json. Routes that the host keeps for itself are an
 * Error, as are those that cannot be read.
 */
export function toRoute(httpFunction: HttpFunction, routePrefix: string): Route {
  const own = (httpFunction.trigger.route ?? httpFunction.name).replace(/^\/|\/$/g, '');
  const first = own.split('/')[0]?.toLowerCase();
  if (first === 'admin' || first === 'runtime') throw new Error(`the route '${own}' conflicts with one of the host's own`);
  const path = [routePrefix.replace(/^\/|\/$/g, ''), own].filter((part) => part !== '').join('/');
  return { function: httpFunction, path, match: parseRouteTemplate(path) };
}

/**
 * The first route that takes the method and the path, in the alphabetical order of the function
 * names, whatever its specificity: seen in the real host 4.1037. `path` is that of the URL, still
 * percent-encoded. The wrong method is as unknown as the wrong path.
 */
export function findRoute(routes: readonly Route[], method: string, path: string): FoundRoute | undefined {
  const decoded = decodePath(path).replace(/^\//, '');
  for (const route of routes) {
    const { methods } = route.function.trigger;
    if (methods !== undefined && !methods.has(method)) continue;
    const params = route.match(decoded);
    if (params !== undefined) return { function: route.function, params };
  }
  return undefined;
}

export function compareFunctionNames(a: { name: string }, b: { name: string }): number {
  const [left, right] = [a.name.toUpperCase(), b.name.toUpperCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * As the real host's server does it: all escapes but that of the slash; what is no UTF-8 stays as
 * it is.
 */
function decodePath(path: string): string {
  return path.replace(ONE_CHARACTER, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

/** The escapes of one character of UTF-8, by its first byte. */
const ONE_CHARACTER = /%(?!2f)[0-7][\da-f]|%[cd][\da-f]%[\da-f]{2}|%e[\da-f](?:%[\da-f]{2}){2}|%f[\da-f](?:%[\da-f]{2}){3}/gi;

import type { ApiRoute } from './openapi.ts';

/** The methods that a path of the API takes (without `/api/`); none where there is no such path. */
export const allowedMethods = (routes: readonly Pick<ApiRoute, 'method' | 'route'>[], path: string): ApiRoute['method'][] => [
  ...new Set(routes.filter(({ route }) => isOf(route, path)).map(({ method }) => method)),
];

/**
 * Whether a path is one of a route: each of its parts is the same, or any where it is a parameter.
 */
function isOf(route: string, path: string): boolean {
  const [wanted, given] = [route, path].map((text) => text.split('/').filter((part) => part !== ''));
  return (
    wanted?.length === given?.length &&
    (wanted ?? []).every((part, at) => /^\{.*\}$/.test(part) || part.toLowerCase() === given?.[at]?.toLowerCase())
  );
}

import { parseRouteConstraint } from './route-constraint.ts';

interface Parameter {
  name: string;
  constraints: ((value: string) => boolean)[];
  fallback: string | undefined;
  isOptional: boolean;
  isRest: boolean;
}

/**
 * Gives the parameters when the path (without its first slash, decoded but for %2F) is one of the
 * route's; a missing optional one is absent.
 */
export type RouteTemplate = (path: string) => Record<string, string> | undefined;

/**
 * Reads a route as ASP.NET does: `tickets/{id:int}/notes/{noteId?}`, `files/{name}.{ext}`,
 * `pages/{page=1}`, `console/{*rest}`; literals match in any case. A route that ASP.NET would
 * refuse is an Error. https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates
 */
export function parseRouteTemplate(template: string): RouteTemplate {
  const parameters: Parameter[] = [];
  let pattern = '';
  for (const segment of splitSegments(template)) pattern += toPattern(segment, parameters);
  const names = parameters.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`the route '${template}' has the parameter '${twice}' twice`);
  const whole = new RegExp(`^${pattern}/?$`, 'is');

  return (path) => {
    const match = whole.exec(`/${path}`);
    if (match === null) return undefined;
    const found: [string, string][] = [];
    for (const [index, { name, constraints, fallback }] of parameters.entries()) {
      const value = match[index + 1] || fallback;
      if (value === undefined) continue;
      if (!constraints.every((isMet) => isMet(value))) return undefined;
      found.push([name, value]);
    }
    return Object.fromEntries(found);
  };
}

/** Cuts at slashes, but not at those inside of braces (`{path:regex(^a/b$)}`). */
function splitSegments(template: string): string[] {
  const segments = [''];
  let depth = 0;
  for (const char of template.replace(/^~?\//, '').replace(/\/$/, '')) {
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    if (char === '/' && depth === 0) segments.push('');
    else segments.push((segments.pop() ?? '') + char);
  }
  if (depth !== 0) throw new Error(`the route '${template}' has braces that do not match`);
  return segments.filter((segment) => segment !== '');
}

function toPattern(segment: string, parameters: Parameter[]): string {
  // parameter | literal; doubled braces inside of a parameter stand for one (regex quantifiers)
  const parts = segment.match(/\{(?:[^{}]|\{\{|\}\})+\}|[^{}]+/g) ?? [];
  if (parts.join('') !== segment) throw new Error(`the route segment '${segment}' cannot be read`);
  let pattern = '';
  for (const part of parts) {
    if (!part.startsWith('{')) {
      pattern += part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      continue;
    }
    const parameter = parseParameter(part.slice(1, -1).replaceAll('{{', '{').replaceAll('}}', '}'));
    parameters.push(parameter);
    const isAlone = parts.length === 1;
    if (parameter.isRest) return isAlone ? '(?:/(.*))?' : refuseRest(segment);
    if (isAlone && (parameter.isOptional || parameter.fallback !== undefined)) return '(?:/([^/]+))?';
    pattern += isAlone ? '([^/]+)' : '([^/]+?)';
  }
  return `/${pattern}`;
}

function refuseRest(segment: string): never {
  throw new Error(`a catch-all parameter must be a segment of its own, and is not in '${segment}'`);
}

function parseParameter(text: string): Parameter {
  const match = /^(\*{0,2})(\w+)((?::(?:[^:=?(]|\((?:[^()]|\([^()]*\))*\))+)*)(?:=(.*))?(\?)?$/s.exec(text);
  if (match === null) throw new Error(`the route parameter '{${text}}' cannot be read`);
  const [, stars = '', name = '', constraints = '', fallback, optional] = match;
  return {
    name,
    constraints: (constraints.match(/:(?:[^:(]|\((?:[^()]|\([^()]*\))*\))+/g) ?? []).map((each) => parseRouteConstraint(each.slice(1))),
    fallback,
    isOptional: optional !== undefined,
    isRest: stars !== '',
  };
}

interface Parameter {
  name: string;
  isOptional: boolean;
  isRest: boolean;
}

/**
 * Gives the parameters when the path (without its first slash, decoded but for %2F) is one of the
 * route's; a missing optional one is absent.
 */
export type RouteTemplate = (path: string) => Record<string, string> | undefined;

/**
 * Reads a route as ASP.NET does: `tickets/{id}/notes/{noteId?}`, `files/{name}.{ext}`,
 * `console/{*rest}`; literals match in any case. A route that ASP.NET would refuse is an Error, and
 * so is one with a constraint (`{id:int}`) or a default (`{page=1}`), which are not known here.
 * https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates
 */
export function parseRouteTemplate(template: string): RouteTemplate {
  const parameters: Parameter[] = [];
  let pattern = '';
  for (const segment of template.split('/').filter((part) => part !== '')) pattern += toPattern(segment, parameters);
  const names = parameters.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`the route '${template}' has the parameter '${twice}' twice`);
  const whole = new RegExp(`^${pattern}/?$`, 'is');

  return (path) => {
    const match = whole.exec(`/${path}`);
    if (match === null) return undefined;
    return Object.fromEntries(parameters.flatMap(({ name }, index) => (match[index + 1] ? [[name, match[index + 1] ?? '']] : [])));
  };
}

function toPattern(segment: string, parameters: Parameter[]): string {
  const parts = segment.match(/\{[^{}]+\}|[^{}]+/g) ?? [];
  if (parts.join('') !== segment) throw new Error(`the route segment '${segment}' cannot be read`);
  let pattern = '';
  for (const part of parts) {
    if (!part.startsWith('{')) {
      pattern += part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      continue;
    }
    const parameter = parseParameter(part.slice(1, -1));
    parameters.push(parameter);
    const isAlone = parts.length === 1;
    if (parameter.isRest) return isAlone ? '(?:/(.*))?' : refuseRest(segment);
    if (isAlone && parameter.isOptional) return '(?:/([^/]+))?';
    pattern += isAlone ? '([^/]+)' : '([^/]+?)';
  }
  return `/${pattern}`;
}

function refuseRest(segment: string): never {
  throw new Error(`a catch-all parameter must be a segment of its own, and is not in '${segment}'`);
}

function parseParameter(text: string): Parameter {
  if (/[:=]/.test(text)) throw new Error(`the route parameter '{${text}}' has a constraint or a default, which are not known here`);
  const [, stars, name, optional] = /^(\*{0,2})(\w+)(\?)?$/.exec(text) ?? [];
  if (name === undefined) throw new Error(`the route parameter '{${text}}' cannot be read`);
  return { name, isOptional: optional !== undefined, isRest: stars !== '' };
}

import { app } from '@azure/functions';
import { allowedMethods } from '../shared/api/allowed-methods.ts';
import { routes } from '../shared/api/openapi.ts';
import { ProblemError } from '../shared/api/problem.ts';
import { toAnswer } from './http/problem-answer.ts';

/**
 * Every other path and method below /api: 404, or 405 with the methods that the path takes (RFC
 * 9110 15.5.6). The host tries routes in the order of their functions' names, so this name has to
 * come after those of all others with a route; a test sees to it.
 */
app.http('unknown', {
  route: '{*path}',
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
  authLevel: 'anonymous',
  async handler({ method, params: { path = '' } }) {
    const allowed = allowedMethods(routes, path);
    if (allowed.length === 0) return toAnswer(new ProblemError(404, 'There is no such path; GET /api/openapi.json has all there are'));
    const problem = toAnswer(new ProblemError(405, `This path takes ${allowed.join(', ')}, not ${method}`));
    return { ...problem, headers: { ...problem.headers, allow: allowed.join(', ') } };
  },
});

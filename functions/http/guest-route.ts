import { app, type HttpMethod, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { type ApiRoute, routes } from '../../shared/api/openapi.ts';
import { jsonBody, refuseEncoded, refuseForeignPages, refuseOtherThanJson } from '../../shared/api/request-guard.ts';
import { appSettings } from '../../shared/wiring/app-settings.ts';
import { guarded } from './problem-answer.ts';
import { problemAnswer } from './route.ts';

/** What a handler gets: the token of the link, and the request's query and JSON body. */
type GuestInput = { token: string | null; query: Record<string, string>; body(): Promise<unknown> };

/**
 * Registers an HTTP function for people who have a link of a mail and sign in nowhere. The token of
 * the link comes in a header: in an address it would stand in the logs of what is between. Answers
 * tell no other site whence somebody came, and stay out of search engines.
 */
export function guestRoute(definition: Omit<ApiRoute, 'role'>, handler: (input: GuestInput) => Promise<HttpResponseInit>): void {
  routes.push({ ...definition, role: 'guest' });
  const method: HttpMethod = definition.method;
  app.http(definition.name, {
    route: definition.route,
    methods: [method],
    authLevel: 'anonymous',
    async handler(request, context) {
      try {
        if (method !== 'GET') {
          refuseForeignPages(request.headers, [appSettings().PUBLIC_URL, request.url]);
          refuseOtherThanJson(request.headers);
          refuseEncoded(request.headers);
        }
        const body = async () => jsonBody(request.headers, await request.text());
        const answer = await handler({ token: request.headers.get('x-guest-link'), query: queryOf(request), body });
        return { ...answer, headers: { ...guarded, ...forGuests, ...answer.headers } };
      } catch (error) {
        return problemAnswer(error, context);
      }
    },
  });
}

const forGuests = { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' };

const queryOf = ({ query }: HttpRequest) => Object.fromEntries(query);

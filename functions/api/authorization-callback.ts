import { app } from '@azure/functions';
import { requirePrincipal } from '../../shared/api/principal.ts';
import { ProblemError } from '../../shared/api/problem.ts';
import { appSettings } from '../../shared/wiring/app-settings.ts';
import { wiring } from '../../shared/wiring/wiring.ts';

/**
 * GET /api/authorization/callback: where Microsoft and Google send the browser back after a
 * sign-in. Answers a page, or JSON to programs: 200 when the mailbox is authorised or consent was
 * given, 400 when not, and why; 401 and 403 to who is no admin.
 */
app.http('api-authorization-callback', {
  route: 'authorization/callback',
  methods: ['GET'],
  authLevel: 'anonymous',
  async handler(request, context) {
    const { callbackAnswer, callbackRefusal, parseCallback, unreadableCallback } = await import('../../shared/api/authorisation.ts');
    const accept = request.headers.get('accept');
    try {
      const principal = requirePrincipal(request.headers.get('x-ms-client-principal'), appSettings().WEBSITE_AUTH_ENABLED, 'admin');
      const callback = parseCallback(request.query);
      if (!callback) return callbackAnswer(unreadableCallback, accept);
      const { finishAuthorisation } = await import('../../shared/workflows/finish-authorisation.ts');
      return callbackAnswer(await finishAuthorisation(await (await wiring()).finishingAuthorisation(), callback, principal), accept);
    } catch (error) {
      if (error instanceof ProblemError) return callbackRefusal(error.status, error.message, accept);
      context.error(error);
      return callbackRefusal(
        503,
        `It could not be ended; start it again. The log of invocation ${context.invocationId} says more.`,
        accept,
      );
    }
  },
});

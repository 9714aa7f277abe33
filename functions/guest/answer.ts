import { z } from 'zod';
import { parseRequest } from '../../shared/api/parse-request.ts';
import { wiring } from '../../shared/wiring/wiring.ts';
import { guestRoute } from '../http/guest-route.ts';

/**
 * POST /api/guest/answers: an answer of whoever has the link, as the client's. Sent twice with one
 * nonce it is there once. Answers 201, 409 when there were too many or the ticket was closed long
 * ago, or 401 and 403 as the conversation does.
 */
guestRoute(
  {
    name: 'guest-answer',
    method: 'POST',
    route: 'guest/answers',
    summary: 'Answers in the conversation that the link of a mail opens',
    status: 201,
    schemas: async () => ({
      body: (await import('../../shared/api/guest.ts')).GuestAnswerInput,
      answers: z.object({ id: z.string() }),
    }),
  },
  async ({ token, body }) => {
    const { GuestAnswerInput } = await import('../../shared/api/guest.ts');
    const { answerAsGuest } = await import('../../shared/workflows/guest/answer-as-guest.ts');
    const answer = parseRequest(GuestAnswerInput, await body(), 'body');
    return { status: 201, jsonBody: await answerAsGuest(await (await wiring()).guests(), token, answer) };
  },
);

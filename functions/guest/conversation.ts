import { wiring } from '../../shared/wiring/wiring.ts';
import { readingInTurn } from '../http/answer-file.ts';
import { guestRoute } from '../http/guest-route.ts';

/**
 * GET /api/guest/conversation: what the one whom a link was mailed to wrote and was sent in its
 * ticket. Answers 200, 401 for what is no link of ours or was withdrawn, 403 when it has ended.
 */
guestRoute(
  {
    name: 'guest-conversation',
    method: 'GET',
    route: 'guest/conversation',
    summary: 'The conversation that the link of a mail opens (header x-guest-link: its token)',
    status: 200,
    schemas: async () => ({ answers: (await import('../../shared/api/guest.ts')).GuestConversation }),
  },
  ({ token }) =>
    readingInTurn(async () => {
      const { readConversation } = await import('../../shared/workflows/guest/read-conversation.ts');
      return { jsonBody: await readConversation(await (await wiring()).guests(), token) };
    }),
);

import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/tickets/{id}/replies: a reply to the client, which waits a moment in which it can be
 * taken back. Answers 201; 409 when the client has written meanwhile, or the ticket was merged; 422
 * for a recipient or file that is wrong.
 */
route(
  {
    name: 'api-tickets-reply',
    method: 'POST',
    route: 'tickets/{id}/replies',
    role: 'technician',
    summary: 'Replies to the client of a ticket; with an Idempotency-Key it is done once',
    status: 201,
    maxBodyCharacters: 600_000,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ReplyRequest } = await import('../../../shared/api/conversation.ts');
      const { ApiMessage } = await import('../../../shared/api/messages.ts');
      return { params: z.object({ id: ItemId }), body: ReplyRequest, answers: ApiMessage };
    },
  },
  async ({ params, body, principal, idempotencyKey }) => {
    const { ReplyRequest } = await import('../../../shared/api/conversation.ts');
    const { writeReply } = await import('../../../shared/workflows/write-reply.ts');
    const deps = await (await wiring()).replying();
    return { status: 201, jsonBody: await writeReply(deps, principal, params.id, await body(ReplyRequest), idempotencyKey) };
  },
);

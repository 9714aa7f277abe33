import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * DELETE /api/tickets/{id}/replies/{messageId}: takes back a reply that waits to be sent. Answers
 * 204; 403 when somebody else wrote it, 404, 409 when it was sent or taken back before.
 */
route(
  {
    name: 'api-tickets-undo-reply',
    method: 'DELETE',
    route: 'tickets/{id}/replies/{messageId}',
    role: 'technician',
    summary: 'Takes back a reply that was not sent yet',
    status: 204,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ id: ItemId, messageId: ItemId }), answers: null };
    },
  },
  async ({ params, principal }) => {
    const { undoReply } = await import('../../../shared/workflows/undo-reply.ts');
    await undoReply(await (await wiring()).replying(), principal, params.id, params.messageId);
    return { status: 204 };
  },
);

import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * DELETE /api/tickets/{id}/mails/{messageId}: takes back a mail to somebody outside the
 * conversation that waits to be sent. Answers 204; 403 when somebody else wrote it, 404, 409 when
 * it was sent or taken back before.
 */
route(
  {
    name: 'api-tickets-undo-mail',
    method: 'DELETE',
    route: 'tickets/{id}/mails/{messageId}',
    role: 'technician',
    summary: 'Takes back a mail to somebody outside the conversation that was not sent yet',
    status: 204,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ id: ItemId, messageId: ItemId }), answers: null };
    },
  },
  async ({ params, principal }) => {
    const { undoReply } = await import('../../../shared/workflows/undo-reply.ts');
    await undoReply(await (await wiring()).replying(), principal, params.id, params.messageId, 'mail');
    return { status: 204 };
  },
);

import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/tickets/{id}/mails: a mail to somebody outside the conversation, which the client does
 * not see, with a message of the ticket below it where one is named. Answers 201; 409 when the
 * ticket was merged; 422 for a recipient, file or message that is wrong.
 */
route(
  {
    name: 'api-tickets-mail',
    method: 'POST',
    route: 'tickets/{id}/mails',
    role: 'technician',
    summary: 'Writes to somebody outside the conversation; with an Idempotency-Key it is done once',
    status: 201,
    maxBodyCharacters: 600_000,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { MailRequest } = await import('../../../shared/api/conversation.ts');
      const { ApiMessage } = await import('../../../shared/api/messages.ts');
      return { params: z.object({ id: ItemId }), body: MailRequest, answers: ApiMessage };
    },
  },
  async ({ params, body, principal, idempotencyKey }) => {
    const { MailRequest } = await import('../../../shared/api/conversation.ts');
    const { writeMail } = await import('../../../shared/workflows/write-mail.ts');
    const deps = await (await wiring()).replying();
    return { status: 201, jsonBody: await writeMail(deps, principal, params.id, await body(MailRequest), idempotencyKey) };
  },
);

import { output } from '@azure/functions';
import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

const inbound = output.storageQueue({ queueName: 'inbound-mail', connection: 'AzureWebJobsStorage' });

/**
 * POST /api/mail/{mailId}/accept: puts a suppressed, recorded or quarantined mail into a ticket,
 * without a confirmation to its sender. Answers 202 once it is queued, 404, or 409 if it is already
 * in a ticket.
 */
route(
  {
    name: 'api-mail-accept',
    method: 'POST',
    route: 'mail/{mailId}/accept',
    role: 'technician',
    summary: 'Puts a mail that is in no ticket into one',
    status: 202,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ mailId: ItemId }), answers: z.object({ mailId: z.string() }) };
    },
    outputs: [inbound],
  },
  async ({ params, context }) => {
    const { replayMail } = await import('../../../shared/workflows/replay-mail.ts');
    context.extraOutputs.set(inbound, [await replayMail(await (await wiring()).browsing(), params.mailId, 'accept')]);
    return { status: 202, jsonBody: { mailId: params.mailId } };
  },
);

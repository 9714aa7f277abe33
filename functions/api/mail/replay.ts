import { output } from '@azure/functions';
import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

const inbound = output.storageQueue({ queueName: 'inbound-mail', connection: 'AzureWebJobsStorage' });

/**
 * POST /api/mail/{mailId}/replay: processes a mail again that is in no ticket (failed, quarantined,
 * suppressed). Answers 202 once it is queued, 404, or 409 if the mail is already in a ticket or its
 * raw bytes are gone.
 */
route(
  {
    name: 'api-mail-replay',
    method: 'POST',
    route: 'mail/{mailId}/replay',
    role: 'admin',
    summary: 'Processes a mail again that is in no ticket',
    status: 202,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ mailId: ItemId }), answers: z.object({ mailId: z.string() }) };
    },
    outputs: [inbound],
  },
  async ({ params, context }) => {
    const { replayMail } = await import('../../../shared/workflows/replay-mail.ts');
    context.extraOutputs.set(inbound, [await replayMail(await (await wiring()).browsing(), params.mailId, 'replay')]);
    return { status: 202, jsonBody: { mailId: params.mailId } };
  },
);

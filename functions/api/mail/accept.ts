import { output } from '@azure/functions';
import { z } from 'zod';
import { ProblemError } from '../../../shared/api/problem.ts';
import { notRefused } from '../../../shared/api/replay-problem.ts';
import { planAcceptance } from '../../../shared/domain/ingest/plan-replay.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

const inbound = output.storageQueue({ queueName: 'inbound-mail', connection: 'AzureWebJobsStorage' });

/**
 * POST /api/mail/{mailId}/accept: puts a mail into a ticket that was suppressed, recorded or
 * quarantined; its sender is not written to. Answers 202 once it is queued, 404, or 409 when it is
 * in a ticket already.
 */
route(
  {
    name: 'api-mail-accept',
    method: 'POST',
    route: 'mail/{mailId}/accept',
    role: 'technician',
    summary: 'Puts a mail into a ticket that made none',
    status: 202,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ mailId: ItemId }), answers: z.object({ mailId: z.string() }) };
    },
    outputs: [inbound],
  },
  async ({ params, context }) => {
    const trace = await (await wiring().browsing()).browse.mail(params.mailId);
    if (!trace) throw new ProblemError(404, `mailId: there is no mail "${params.mailId}"`);
    context.extraOutputs.set(inbound, [notRefused(planAcceptance(trace))]);
    return { status: 202, jsonBody: { mailId: trace.mailId } };
  },
);

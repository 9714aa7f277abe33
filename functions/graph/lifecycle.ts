import { app, output } from '@azure/functions';
import { isBodyLost } from '../../shared/api/request-guard.ts';
import { wiring } from '../../shared/wiring/wiring.ts';
import { handshake } from '../http/graph-handshake.ts';
import { isTooLong } from '../http/is-too-long.ts';

const polls = output.storageQueue({ queueName: 'poll-mailbox', connection: 'AzureWebJobsStorage' });

/**
 * POST /api/graph/lifecycle: lifecycle notifications of Microsoft Graph about our subscriptions
 * (missed, removed, reauthorization required); each queues a poll, which takes care of it. Answers
 * 200 to the handshake, 202 once it is in the queue, 400, 411, 413.
 */
app.http('graph-lifecycle', {
  route: 'graph/lifecycle',
  methods: ['POST'],
  authLevel: 'anonymous',
  extraOutputs: [polls],
  async handler(request, context) {
    const token = handshake(request);
    if (token) return token;
    if (isTooLong(request)) return { status: 413 };
    const body = await request.text();
    if (isBodyLost(request.headers, body)) return { status: 411, body: 'Content-Length is needed' };
    const { acceptLifecycle } = await import('../../shared/workflows/accept-lifecycle.ts');
    const result = await acceptLifecycle(await (await wiring()).accepting(), body);
    if (result.kind === 'refused') return { status: result.reason === 'too-large' ? 413 : 400 };
    for (const { reason, count, names } of result.rejected) context.warn(`${count} events rejected, ${reason}: ${names.join(', ')}`);
    context.extraOutputs.set(polls, result.polls);
    return { status: 202 };
  },
});

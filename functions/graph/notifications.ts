import { app, output } from '@azure/functions';
import { isBodyLost } from '../../shared/api/request-guard.ts';
import { wiring } from '../../shared/wiring/wiring.ts';
import { handshake } from '../http/graph-handshake.ts';
import { isTooLong } from '../http/is-too-long.ts';

const inbound = output.storageQueue({ queueName: 'inbound-mail', connection: 'AzureWebJobsStorage' });

/**
 * POST /api/graph/notifications: change notifications of Microsoft Graph about new mails. They are
 * only checked and queued here, since Graph waits 3 seconds. Answers 200 to the handshake, 202 once
 * everything is in the queue (the host writes it before it answers, and answers 500 if it can't),
 * 400, 411, 413.
 */
app.http('graph-notifications', {
  route: 'graph/notifications',
  methods: ['POST'],
  authLevel: 'anonymous',
  extraOutputs: [inbound],
  async handler(request, context) {
    const token = handshake(request);
    if (token) return token;
    if (isTooLong(request)) return { status: 413 };
    const body = await request.text();
    if (isBodyLost(request.headers, body)) return { status: 411, body: 'Content-Length is needed' };
    const { acceptNotifications } = await import('../../shared/workflows/accept-notifications.ts');
    const result = await acceptNotifications(await (await wiring()).accepting(), body);
    if (result.kind === 'refused') return { status: result.reason === 'too-large' ? 413 : 400 };
    for (const { reason, count, names } of result.rejected) context.warn(`${count} notifications rejected, ${reason}: ${names.join(', ')}`);
    context.extraOutputs.set(inbound, result.refs);
    return { status: 202 };
  },
});

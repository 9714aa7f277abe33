import { app, output } from '@azure/functions';
import { MailRef, parseQueueItem } from '../shared/domain/queue-items.ts';
import { wiring } from '../shared/wiring/wiring.ts';

const outbound = output.storageQueue({ queueName: 'outbound-mail', connection: 'AzureWebJobsStorage' });

/**
 * Queue `inbound-mail`: one mail becomes a ticket, a reply, or an explained nothing; the
 * notifications it causes go to `outbound-mail`.
 */
app.storageQueue('ingest-mail', {
  queueName: 'inbound-mail',
  connection: 'AzureWebJobsStorage',
  extraOutputs: [outbound],
  async handler(item, context) {
    const ref = parseQueueItem(MailRef, item);
    const attempt = Number(context.triggerMetadata?.dequeueCount ?? 1);
    // loaded at the first mail: parsers and sanitisers would slow every other function's start
    const { ingestInTurn } = await import('../shared/workflows/ingest-in-turn.ts');
    try {
      const result = await ingestInTurn(await wiring().ingest(), ref, attempt);
      // put back: its ticket takes in others first
      if (!result) return;
      const { trace, sends } = result;
      context.extraOutputs.set(outbound, sends);
      const { acknowledgeNotifiedMail } = await import('../shared/workflows/acknowledge-notified-mail.ts');
      const note = await acknowledgeNotifiedMail(await wiring().settling(), ref, trace);
      if (note) context.warn(note);
      if (trace.kind === 'complaint') context.error(`Complaint about our mail, mail ${trace.mailId}: ${trace.reason}`);
      context.log(`${trace.mailId} ${trace.outcome} ${trace.ticketNumber ?? ''} ${trace.reason ?? ''}`.trim());
    } catch (error) {
      const { recordAttempt } = await import('../shared/workflows/record-failure.ts');
      if ((await recordAttempt(await wiring().failures(), ref, attempt, error)) === 'left-to-queue') throw error;
      context.warn(`Mail ${ref.remoteId} is put back into its queue: ${error instanceof Error ? error.message : error}`);
    }
  },
});

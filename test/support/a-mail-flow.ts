import type { MailRef, NotificationRef } from '../../shared/domain/queue-items.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import type { IngestResult } from '../../shared/workflows/write-in-turn.ts';
import type { Deployment } from './a-deployment.ts';
import { aMail } from './a-mail.ts';

/**
 * What the queues do with the mail of a deployment, by hand: mails arrive, are ingested, and what
 * is owed for them is sent.
 */
export function aMailFlow(deployment: () => Deployment) {
  let count = 0;
  const unique = () => `<${++count}.${process.pid}@fabrikam.example>`;

  /** Puts a mail into a mailbox and returns its queue item. */
  function arrived(raw: Uint8Array, mailboxId = 'support'): MailRef {
    const remoteId = `remote-${++count}`;
    deployment().mails.set(remoteId, raw);
    return { mailboxId, remoteId, rawBlob: null, receivedAt: new Date().toISOString(), replay: false, accepted: false };
  }

  const ingest = (raw: Uint8Array, mailboxId?: string): Promise<IngestResult> =>
    ingestMail(deployment().ingest(), arrived(raw, mailboxId), 1);
  const send = (refs: NotificationRef[]) => Promise.all(refs.map((ref) => sendNotification(deployment().sending(), ref)));

  return {
    unique,
    address: () => `user${++count}@fabrikam.example`,
    arrived,
    ingest,
    send,
    /** The confirmations of a ticket. */
    sentFor: (number: string | null) => [...deployment().sent.values()].filter((mail) => mail.subject.includes(`[Ticket #${number}]`)),
    clientMessages: async (ticketId: string) => (await deployment().browse.messages(ticketId)).filter(({ kind }) => kind === 'client'),
    /** A ticket, its first mail's Message-ID, and that of its confirmation. */
    async aConfirmedTicket(from = 'alice@fabrikam.example') {
      const messageId = unique();
      const { trace, sends } = await ingest(aMail({ from, messageId }));
      await send(sends);
      const confirmation = [...deployment().sent.values()].find(({ subject }) => subject.includes(`[Ticket #${trace.ticketNumber}]`));
      const confirmationId = confirmation?.messageId ?? '';
      return { from, messageId, ticketId: trace.ticketId, number: trace.ticketNumber ?? '', confirmationId };
    },
  };
}

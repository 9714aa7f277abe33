import { owedNotification } from '../../shared/domain/notifications/notification.ts';
import { notificationRef } from '../../shared/domain/queue-items.ts';
import type { Deployment } from './a-deployment.ts';
import { aMail } from './a-mail.ts';
import { aMailFlow } from './a-mail-flow.ts';

/** Mails that a ticket owes to one address, and what became of them. */
export function owedMails(deployment: () => Deployment) {
  const flow = aMailFlow(deployment);
  let count = 0;
  return {
    ...flow,

    /** A ticket that somebody opened, whose confirmation has not been sent. */
    async aTicketOf(address: string) {
      const { trace } = await flow.ingest(aMail({ from: address, messageId: flow.unique() }));
      return { ticketId: trace.ticketId, number: trace.ticketNumber ?? '' };
    },

    /** A mail that a ticket owes to an address; it is looked at before it is sent. */
    async owe(ticketId: string, address: string, by: string | null = null, messageItemId: string | null = null) {
      const row = owedNotification(
        {
          ...{ ticketId, kind: 'ticket-created', cause: `test-${++count}`, data: {}, quotesMail: true, by, messageItemId },
          to: { address, name: null },
          ...{ mailId: null, inReplyTo: null, references: [] },
        },
        new Date(),
      );
      await deployment()
        .store()
        .commit({ ticketId, version: null, replace: null, create: [row], patch: [] });
      return notificationRef({ ticketId, notificationId: row.id });
    },

    /** The notification as it is now. */
    async row(ref: { ticketId: string; notificationId: string }) {
      const owed = await deployment().store().owed(notificationRef(ref));
      if (!owed) throw new Error('the notification is gone');
      return owed.notification;
    },

    /** How many mails to an address left. */
    sentTo: (address: string) => [...deployment().sent.values()].filter(({ to }) => to.address === address).length,
  };
}

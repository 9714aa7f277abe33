import { z } from 'zod';
import { fromTemplate } from './from-template.ts';
import { notificationKind } from './notification-kind.ts';

/**
 * The confirmation of a new ticket, in the language of who asks; without the mail's words where the
 * notification says so.
 */
export const ticketCreated = notificationKind({
  data: z.object({}),
  automatic: true,
  compose: (_data, notification, ticket, words) => fromTemplate('ticket-created', {}, { notification, ticket, words }),
});

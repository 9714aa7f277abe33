import type { z } from 'zod';
import type { Message } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { MailTexts } from './mail-texts.ts';
import type { Notification } from './notification.ts';

/** What a notification says. The ticket's number is put into a subject that lacks it. */
export type MailParts = { subject: string; text: string; html: string };

/**
 * What a mail is written with: where the ticket is looked at, whose name stands below, and texts.
 */
export type MailWords = { ticketUrl: string; signedBy: string; texts: MailTexts };

/**
 * A kind of notification. `automatic`: a program wrote it, so that no machine is to answer; what a
 * person wrote is not. `compose` is pure: the same notification gives the same mail; `message` is
 * that which it carries or tells of, null where there is none.
 */
export type NotificationKind = {
  automatic: boolean;
  compose(notification: Notification, ticket: Ticket, words: MailWords, message: Message | null): MailParts;
};

/** All kinds by their names. */
export type NotificationKinds = ReadonlyMap<string, NotificationKind>;

/**
 * Makes a kind whose notifications carry `data` of this schema, parsed when the mail is written;
 * what is wrong with it is thrown as an Error that names the field.
 */
export function notificationKind<T>(kind: {
  data: z.ZodType<T>;
  automatic: boolean;
  compose(data: T, notification: Notification, ticket: Ticket, words: MailWords, message: Message | null): MailParts;
}): NotificationKind {
  return {
    automatic: kind.automatic,
    compose(notification, ticket, words, message) {
      const parsed = kind.data.safeParse(notification.data);
      if (parsed.success) return kind.compose(parsed.data, notification, ticket, words, message);
      const wrong = parsed.error.issues.map(({ path, message }) => `data.${path.join('.')}: ${message}`);
      throw new Error(`Notification ${notification.id} of kind ${notification.kind}: ${wrong.join('; ')}`);
    },
  };
}

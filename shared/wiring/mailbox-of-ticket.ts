import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { BrokenSettingError } from '../errors.ts';

/**
 * The mailbox of a ticket; once that is disconnected, another one of the ticket's queue.
 *
 * @throws BrokenSettingError when there is none, or it can't be read.
 */
export function mailboxOf({ mailboxes }: AdminSettings, { mailboxId, queueId }: Pick<Ticket, 'mailboxId' | 'queueId'>): Mailbox {
  const mailbox = mailboxes.get(mailboxId) ?? [...mailboxes.values.values()].find((other) => other.queueId === queueId);
  if (mailbox) return mailbox;
  const problem = 'it is not connected, and no other mailbox has the queue of its ticket';
  throw new BrokenSettingError({ kind: 'mailbox', name: mailboxId, problem });
}

/** The name under which a mailbox writes in a ticket. */
export const nameOf = ({ queues }: AdminSettings, { senderName, address }: Mailbox, { queueId }: Pick<Ticket, 'queueId'>): string =>
  senderName ?? queues.get(queueId)?.name ?? address;

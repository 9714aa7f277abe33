import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import type { SendDeps } from '../workflows/send-notification.ts';
import type { SenderFor } from './senders.ts';

/** What sending notifications is made of; tests put the same together. */
export type SendingParts = Pick<SendDeps, 'now' | 'enqueue'> & {
  tickets: ReturnType<typeof ticketStore>;
  readSettings(): Promise<AdminSettings>;
  signingKeys(): Promise<SigningKeys>;
  senderFor: SenderFor;
  /** The page of a ticket, with `{number}` for its number. */
  ticketUrl: string;
};

/** Puts together what sending notifications reads and writes. */
export function sendingDeps({ tickets, readSettings, signingKeys, senderFor, ticketUrl, ...rest }: SendingParts): SendDeps {
  const mailboxOf = async ({ mailboxId, number }: Ticket) => {
    const mailbox = (await readSettings()).mailboxes.get(mailboxId);
    if (!mailbox) throw new Error(`mailboxId: mailbox "${mailboxId}" of ticket ${number} is not connected; connect it again`);
    return mailbox;
  };
  return {
    ...rest,
    owed: tickets.owed,
    commit: tickets.commit,
    send: async (mail, ticket) => (await senderFor(await mailboxOf(ticket)).open()).send(mail),
    async renderSettings(ticket) {
      const mailbox = await mailboxOf(ticket);
      const { address, plusAddressing } = mailbox;
      const name = (await readSettings()).queues.get(ticket.queueId)?.name ?? address;
      return {
        keys: await signingKeys(),
        senderAddress: senderFor(mailbox).address,
        mailbox: { address, plusAddressing, name },
        ticketUrl,
      };
    },
  };
}

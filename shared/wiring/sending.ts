import type { contactStore } from '../adapters/cosmos/contacts.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { BrokenSettingError } from '../errors.ts';
import type { SendDeps } from '../workflows/send-notification.ts';
import { mailTexts } from './mail-texts.ts';
import type { SenderFor } from './senders.ts';

/** What sending notifications is made of; tests put the same together. */
export type SendingParts = Pick<SendDeps, 'now' | 'enqueue'> & {
  tickets: ReturnType<typeof ticketStore>;
  contacts: Pick<ReturnType<typeof contactStore>, 'deliverabilityOf' | 'claimProbe' | 'noteOutcome'>;
  readSettings(): Promise<AdminSettings>;
  signingKeys(): Promise<SigningKeys>;
  senderFor: SenderFor;
  /** The page of a ticket, with `{number}` for its number. */
  ticketUrl: string;
  /** Is told of a template in whose place another served. */
  report(line: string): void;
};

/** Puts together what sending notifications reads and writes. */
export function sendingDeps({
  tickets,
  contacts,
  readSettings,
  signingKeys,
  senderFor,
  ticketUrl,
  report,
  ...rest
}: SendingParts): SendDeps {
  /** The mailbox of a ticket; once that is disconnected, another one of the ticket's queue. */
  const mailboxOf = async ({ mailboxId, queueId }: Ticket) => {
    const { mailboxes } = await readSettings();
    const mailbox = mailboxes.get(mailboxId) ?? [...mailboxes.values.values()].find((other) => other.queueId === queueId);
    if (mailbox) return mailbox;
    const problem = 'it is not connected, and no other mailbox has the queue of its ticket';
    throw new BrokenSettingError({ kind: 'mailbox', name: mailboxId, problem });
  };
  return {
    ...rest,
    owed: tickets.owed,
    deliverabilityOf: contacts.deliverabilityOf,
    claimProbe: contacts.claimProbe,
    noteOutcome: contacts.noteOutcome,
    commit: tickets.commit,
    send: async (mail, ticket, options) => (await senderFor(await mailboxOf(ticket)).open()).send(mail, options),
    async renderSettings(ticket) {
      const mailbox = await mailboxOf(ticket);
      const { address, plusAddressing, senderName } = mailbox;
      const settings = await readSettings();
      const name = senderName ?? settings.queues.get(ticket.queueId)?.name ?? address;
      return {
        keys: await signingKeys(),
        senderAddress: senderFor(mailbox).address,
        mailbox: { address, plusAddressing, name },
        ticketUrl,
        texts: mailTexts(settings, ticket.queueId, name, report),
      };
    },
  };
}

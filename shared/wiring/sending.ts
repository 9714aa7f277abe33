import type { contactStore } from '../adapters/cosmos/contacts.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import { guestUrl } from '../domain/guest/guest-url.ts';
import { blobNameOf } from '../domain/ids.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import { type HandOverDeps, handOver } from '../workflows/hand-over.ts';
import type { Pacing } from '../workflows/pace-sending.ts';
import type { SendDeps } from '../workflows/send-notification.ts';
import { mailTexts } from './mail-texts.ts';
import { mailboxOf, nameOf } from './mailbox-of-ticket.ts';
import type { SenderFor } from './senders.ts';
import { type TellingParts, tellingDeps } from './telling.ts';

/** What sending notifications is made of; tests put the same together. */
export type SendingParts = Pick<SendDeps, 'now' | 'enqueue'> & {
  tickets: ReturnType<typeof ticketStore>;
  contacts: Pick<ReturnType<typeof contactStore>, 'contactAt' | 'claimProbe' | 'noteOutcome'> & TellingParts['contacts'];
  readSettings(): Promise<AdminSettings>;
  signingKeys(): Promise<SigningKeys>;
  senderFor: SenderFor;
  pace: Pacing;
  keepRaw: HandOverDeps['keepRaw'];
  /** The page of a ticket, with `{number}` for its number. */
  ticketUrl: string;
  /** The app's own URL, where clients open their conversation. */
  publicUrl: string;
  /** Is told of a template in whose place another served. */
  report(line: string): void;
  /** The bytes of a file that is kept; null when it is gone. */
  fileBytes(name: string, maxBytes: number): Promise<Uint8Array | 'too-large' | null>;
};

/** Puts together what sending notifications reads and writes. */
export function sendingDeps({
  tickets,
  contacts,
  readSettings,
  signingKeys,
  senderFor,
  ticketUrl,
  publicUrl,
  report,
  fileBytes,
  pace,
  keepRaw,
  ...rest
}: SendingParts): SendDeps {
  return {
    ...rest,
    notices: tellingDeps({ ...rest, tickets, contacts, readSettings, senderFor }),
    owed: tickets.owed,
    waiting: tickets.waiting,
    contactAt: contacts.contactAt,
    claimProbe: contacts.claimProbe,
    noteOutcome: contacts.noteOutcome,
    commit: tickets.commit,
    isTechnician: async (address) => (await readSettings()).policy().technicians.includes(address),
    filesOf: ({ attachments }) =>
      Promise.all(
        attachments.map(async (attachment) => {
          const bytes = await fileBytes(blobNameOf(attachment), attachment.size);
          if (bytes === null || bytes === 'too-large') throw new Error(`File ${attachment.id} is not kept as it was`);
          const { name, type, contentId } = attachment;
          return { name, type, contentId, bytes };
        }),
      ),
    send: async (mail, ticket, options) =>
      handOver({ now: rest.now, pacing: pace, keepRaw }, senderFor(mailboxOf(await readSettings(), ticket)), mail, options),
    async renderSettings(ticket) {
      const settings = await readSettings();
      const mailbox = mailboxOf(settings, ticket);
      const { address, plusAddressing } = mailbox;
      const name = nameOf(settings, mailbox, ticket);
      const keys = await signingKeys();
      const { guestLinks, engagement } = settings.policy();
      const { on, days } = guestLinks;
      return {
        keys,
        senderAddress: senderFor(mailbox).address,
        mailbox: { address, plusAddressing, name },
        ticketUrl,
        tracksOpening: engagement,
        ...(on ? { guestUrl: (...of) => guestUrl(...of, { publicUrl, days, keys }) } : {}),
        texts: mailTexts(settings, ticket.queueId, name, report),
      };
    },
  };
}

import { randomUUID } from 'node:crypto';
import { settingKinds } from '../adapters/cosmos/setting-kinds.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import type { browseStore } from '../adapters/cosmos/ticket-queries.ts';
import type { ticketStore } from '../adapters/cosmos/tickets.ts';
import type { blobStore } from '../adapters/storage/blobs.ts';
import { plainSignature } from '../domain/conversation/plain-signature.ts';
import type { Author } from '../domain/conversation/written-message.ts';
import { isAddress } from '../domain/mail/is-address.ts';
import { replySignature } from '../domain/notifications/reply-signature.ts';
import { notificationSetting } from '../domain/settings/notification-settings.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import type { NoteDeps } from '../workflows/write-note.ts';
import type { ReplyDeps } from '../workflows/write-reply.ts';
import { mailTexts } from './mail-texts.ts';
import { mailboxOf, nameOf } from './mailbox-of-ticket.ts';
import type { SenderFor } from './senders.ts';
import { type TellingParts, tellingDeps } from './telling.ts';

/** What technicians write with is made of; tests put the same together. */
export type ConversationParts = Pick<ReplyDeps, 'now' | 'enqueue'> & {
  tickets: ReturnType<typeof ticketStore>;
  browse: Pick<ReturnType<typeof browseStore>, 'ticket' | 'message'>;
  contacts: TellingParts['contacts'];
  files: Pick<ReturnType<typeof blobStore>, 'keepFile' | 'uploadOf'>;
  readSettings(): Promise<AdminSettings>;
  signingKeys(): Promise<SigningKeys>;
  senderFor: SenderFor;
};

/** Puts together what technicians' replies and notes read and write. */
export function conversationDeps(parts: ConversationParts): ReplyDeps & NoteDeps {
  const { tickets, contacts, browse, files, readSettings, signingKeys, senderFor, now, enqueue } = parts;
  const { heads, mailsOf, commit } = tickets;
  return {
    ...{ now, enqueue, browse, heads, mailsOf, commit },
    notices: tellingDeps({ now, enqueue, tickets, contacts, readSettings, senderFor }),
    newKey: randomUUID,
    uploadOf: files.uploadOf,
    keepFile: files.keepFile,
    async replySettings(ticket, writer) {
      const settings = await readSettings();
      const mailbox = mailboxOf(settings, ticket);
      const policy = settings.policy();
      const { undoSeconds, technicians } = policy;
      const told = notificationSetting('technician-replied', policy, settings.queues.values.get(ticket.queueId) ?? { notifications: {} });
      const name = nameOf(settings, mailbox, ticket);
      const author = authorOf(settings, writer);
      // what our channels send from is ours too
      const senders = [...settings.mailboxes.values.values()].map((each) => senderFor(each).address.toLowerCase());
      return {
        author,
        undoSeconds,
        ours: { technicians, ownAddresses: new Set([...settings.ownAddresses, ...senders]), audience: told.on ? told.audience : [] },
        mailbox: { mailboxId: mailbox.mailboxId, address: mailbox.address, name },
        signature: signatureBelow(settings, ticket, author, { address: mailbox.address, name }) ?? plainSignature(author.name, name),
        keys: await signingKeys(),
        senderAddress: senderFor(mailbox).address,
      };
    },
    async noteSettings(writer) {
      const settings = await readSettings();
      return { author: authorOf(settings, writer), technicians: [...settings.items(settingKinds.technician).values.values()] };
    },
  };
}

/** What is set to stand below a reply of theirs; null: nothing is. */
function signatureBelow(settings: AdminSettings, ticket: Ticket, author: Author, mailbox: { address: string; name: string }) {
  const { queueId, language, number } = ticket;
  const texts = mailTexts(settings, queueId, mailbox.name, console.error);
  const values = {
    technician_name: author.name ?? '',
    company_name: texts.companyName,
    queue_name: texts.queueName,
    mailbox_address: mailbox.address,
    ticket_number: number,
  };
  return replySignature(texts, { queueId, technician: author.address, language }, values);
}

/** By the name that an admin gave them, else that of their sign-in, unless that is an address. */
function authorOf(settings: AdminSettings, { address, name }: Author): Author {
  const technician = [...settings.items(settingKinds.technician).values.values()].find((each) => each.address === address);
  return { address, name: technician?.name ?? (name === null || name === '' || isAddress(name) ? null : name) };
}

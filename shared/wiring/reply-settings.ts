import { settingKinds } from '../adapters/cosmos/setting-kinds.ts';
import type { AdminSettings } from '../adapters/cosmos/settings.ts';
import { plainSignature } from '../domain/conversation/plain-signature.ts';
import type { Author } from '../domain/conversation/written-message.ts';
import { isAddress } from '../domain/mail/is-address.ts';
import { replySignature } from '../domain/notifications/reply-signature.ts';
import { notificationSetting } from '../domain/settings/notification-settings.ts';
import type { SigningKeys } from '../domain/thread/signed-ids.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import type { ReplyDeps } from '../workflows/write-reply.ts';
import { mailTexts } from './mail-texts.ts';
import { mailboxOf, nameOf } from './mailbox-of-ticket.ts';
import type { SenderFor } from './senders.ts';

type Parts = { readSettings(): Promise<AdminSettings>; signingKeys(): Promise<SigningKeys>; senderFor: SenderFor };

/** Reads from where and with what a technician's reply goes, as it is set now. */
export const replySettings =
  ({ readSettings, signingKeys, senderFor }: Parts): ReplyDeps['replySettings'] =>
  async (ticket, writer) => {
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
  };

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
export function authorOf(settings: AdminSettings, { address, name }: Author): Author {
  const technician = [...settings.items(settingKinds.technician).values.values()].find((each) => each.address === address);
  return { address, name: technician?.name ?? (name === null || name === '' || isAddress(name) ? null : name) };
}

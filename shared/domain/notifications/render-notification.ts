import { type OutgoingFile, type OutgoingMail, oneLine } from '../mail/outgoing-mail.ts';
import { logosIn } from '../templates/render-signature.ts';
import { exchangeFields, outgoingInReplyTo, outgoingReferences } from '../thread/outgoing-thread.ts';
import { internalReference, replyAddressFor, type SigningKeys, signedMessageId, ticketReference } from '../thread/signed-ids.ts';
import type { Message } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { type MailTexts, plainTexts } from './mail-texts.ts';
import type { Notification } from './notification.ts';
import type { NotificationKinds } from './notification-kind.ts';
import { operationIdOf } from './sending-id.ts';

/**
 * What a notification is written with: who it is from, where the ticket is looked at, and the keys
 * that sign.
 */
export type RenderSettings = {
  keys: SigningKeys;
  /** What the channel sends from; our Message-IDs are of its domain. */
  senderAddress: string;
  mailbox: { address: string; name: string; plusAddressing: boolean };
  /** URL with {number}. */
  ticketUrl: string;
  /** The link by which a client opens their conversation; null: they get that of the ticket. */
  guestUrl?(notification: Notification, ticket: Ticket, message: Message | null): string | null;
  /** Whether the channel may tell when a client opens the mail. */
  tracksOpening?: boolean;
  /** Without: those that come with the program. */
  texts?: MailTexts;
};

/** The message that a notification carries or tells of, with the bytes of its files. */
export type Carried = { message: Message; files: OutgoingFile[] };

/**
 * Writes the mail of a notification: what it says is its kind's, all else is the same for all of
 * them. The same notification gives the same mail. Pure.
 *
 * @throws Error when the table has no such kind, or its data are not what that kind needs.
 */
export function renderNotification(
  notification: Notification,
  ticket: Ticket,
  settings: RenderSettings,
  kinds: NotificationKinds,
  carried: Carried | null = null,
): OutgoingMail {
  const kind = kinds.get(notification.kind);
  if (!kind) throw new Error(`Notification ${notification.id}: kind "${notification.kind}" is not known to this version`);
  const { keys, mailbox, senderAddress } = settings;
  const senderDomain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1);
  // an answer to what the client does not see is known by ids that say so, and by nothing else
  const isInternal = carried?.message.kind === 'mail';
  const reference = (isInternal ? internalReference : ticketReference)(ticket.ticketId, senderDomain, keys);
  const replyAddress = mailbox.plusAddressing && !isInternal ? replyAddressFor(ticket.ticketId, mailbox.address, keys) : mailbox.address;
  const guestUrl = settings.guestUrl?.(notification, ticket, carried?.message ?? null) ?? null;
  const ticketUrl = guestUrl ?? settings.ticketUrl.replaceAll('{number}', encodeURIComponent(ticket.number));
  const words = { ticketUrl, signedBy: mailbox.name, texts: settings.texts ?? plainTexts(mailbox.name) };
  const { subject, text, ...body } = kind.compose(notification, ticket, words, carried?.message ?? null);
  const { html, files: logos } = logosIn(body.html, words.texts.signatures);
  return {
    operationId: operationIdOf(notification),
    messageId: signedMessageId({ ticketId: ticket.ticketId, notificationId: notification.id }, senderDomain, keys),
    inReplyTo: outgoingInReplyTo(notification.inReplyTo),
    references: outgoingReferences(notification.references, reference),
    from: { address: senderAddress, name: oneLine(mailbox.name) },
    to: { address: notification.to.address, name: notification.to.name === null ? null : oneLine(notification.to.name) },
    replyTo: { address: replyAddress, name: oneLine(mailbox.name) },
    subject: withNumber(oneLine(subject), ticket.number),
    text,
    html,
    attachments: [...(carried?.files ?? []), ...logos],
    ...(settings.tracksOpening && guestUrl === null && notification.audience === 'client' ? { tracksOpening: true as const } : {}),
    headers: { ...(kind.automatic ? automaticFields(notification) : {}), ...threadFields(notification, ticket) },
  };
}

/**
 * A subject with the ticket's number, which the reply is known by when all else is lost; in front
 * of it unless the first number in it is that.
 */
function withNumber(subject: string, number: string): string {
  const token = `[Ticket #${number}]`;
  return /\[Ticket #[^\]]{1,60}\]/i.exec(subject)?.[0] === token ? subject : `${token} ${subject}`;
}

/** The topic is the mail's own words: they stand only where those may. */
const threadFields = ({ id, quotesMail, audience, createdAt }: Notification, ticket: Ticket): Record<string, string> =>
  quotesMail && audience === 'client' ? exchangeFields(ticket, new Date(createdAt), id) : {};

/**
 * Auto-Submitted says that a program wrote it (RFC 3834 5.2: in answer to a mail or not),
 * X-Auto-Response-Suppress asks Exchange not to answer ([MS-OXCMAIL] 2.2.3.2.14); Precedence is
 * left out: others drop what is marked bulk.
 */
const automaticFields = ({ mailId, audience }: Notification): Record<string, string> => ({
  'Auto-Submitted': mailId === null || audience === 'team' ? 'auto-generated' : 'auto-replied',
  'X-Auto-Response-Suppress': 'All',
});

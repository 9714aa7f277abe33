import { operationIdFor } from '../ids.ts';
import { replyAddressFor, type SigningKeys, signedMessageId } from '../thread/signed-ids.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { Notification } from './notification.ts';

/**
 * What a notification is written with: who it is from, where the ticket is looked at, and the keys
 * that sign.
 */
export type RenderSettings = {
  keys: SigningKeys;
  /** The domain of our Message-IDs: the sender's. */
  senderDomain: string;
  mailbox: { address: string; name: string; plusAddressing: boolean };
  /** URL with {number}. */
  ticketUrl: string;
};

/** A mail to be sent, with the Message-ID that it will have. */
export type RenderedMail = {
  operationId: string;
  messageId: string;
  to: { address: string; name: string | null };
  replyTo: { address: string; name: string | null };
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
};

/**
 * Writes the confirmation of a new ticket, without the mail's words where the notification says so.
 * The same notification gives the same mail. Pure.
 *
 * Auto-Submitted says that a machine wrote it (RFC 3834 5.2, an answer), X-Auto-Response-Suppress
 * asks Exchange not to answer ([MS-OXCMAIL] 2.2.3.2.14); Precedence is left out: others drop what
 * is marked bulk.
 */
export function renderNotification(notification: Notification, ticket: Ticket, settings: RenderSettings): RenderedMail {
  const { keys, mailbox } = settings;
  const messageId = signedMessageId({ ticketId: ticket.ticketId, notificationId: notification.id }, settings.senderDomain, keys);
  const replyAddress = mailbox.plusAddressing ? replyAddressFor(ticket.ticketId, mailbox.address, keys) : mailbox.address;
  const url = settings.ticketUrl.replaceAll('{number}', encodeURIComponent(ticket.number));
  const words = notification.quotesMail ? { name: ticket.requester.name, subject: ticket.subject } : { name: null, subject: null };
  const greeting = words.name ? `Hello ${words.name},` : 'Hello,';
  const opened = `thank you for your mail. We have opened ticket ${ticket.number} for it${words.subject === null ? '.' : ':'}`;
  const howToAdd = 'To add something, just reply to this mail. Please leave the number in the subject.';
  return {
    operationId: operationIdFor(notification.id),
    messageId,
    to: notification.to,
    replyTo: { address: replyAddress, name: mailbox.name },
    subject: `[Ticket #${ticket.number}] ${words.subject ?? 'We have received your mail'}`,
    text: [
      ...[greeting, '', opened, ''],
      ...(words.subject === null ? [] : [`    ${words.subject}`, '']),
      ...[howToAdd, '', `The ticket: ${url}`, '', mailbox.name, ''],
    ].join('\n'),
    html: [
      `<p>${escapeHtml(greeting)}</p>`,
      `<p>${escapeHtml(opened)}</p>`,
      ...(words.subject === null ? [] : [`<p style="margin-left:2em"><b>${escapeHtml(words.subject)}</b></p>`]),
      `<p>${escapeHtml(howToAdd)}</p>`,
      `<p><a href="${escapeHtml(url)}">${escapeHtml(ticket.number)}</a></p>`,
      `<p>${escapeHtml(mailbox.name)}</p>`,
    ].join('\n'),
    headers: {
      'Message-ID': messageId,
      'In-Reply-To': notification.inReplyTo,
      References: notification.references.join(' '),
      'Auto-Submitted': 'auto-replied',
      'X-Auto-Response-Suppress': 'All',
    },
  };
}

const escapeHtml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

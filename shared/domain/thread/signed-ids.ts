import { createHmac, timingSafeEqual } from 'node:crypto';
import { base32, teamMark } from '../ids.ts';

/**
 * The keys for our Message-IDs and reply addresses: the first one signs, all of them verify, so
 * that a key can be rotated.
 */
export type SigningKeys = readonly [Uint8Array, ...Uint8Array[]];

/** What one of our signed Message-IDs names. */
export type SignedId = { ticketId: string; notificationId: string };

const signedId = /^<([0-9a-z]{26})\.([0-9a-z]{26})\.([0-9a-z]{20})@[^<>\s]+>$/i;
const ticketReferenceId = /^<([ti])\.([0-9a-z]{26})\.([0-9a-z]{20})@[^<>\s]+>$/i;
const replyAddress = /\+([0-9a-z]{26})\.([0-9a-z]{16})@/i;

/**
 * The Message-ID of a notification (RFC 5322 3.6.4). Only recipients of the mail know it, so
 * quoting it proves that somebody received the mail; with 100 bits of HMAC nobody can guess it from
 * a ticket's id.
 */
export function signedMessageId(id: SignedId, domain: string, keys: SigningKeys): string {
  const notification = id.notificationId.replace(/^n-/, '');
  return `<${id.ticketId}.${notification}.${sign(keys[0], 20, 'message-id', id.ticketId, notification)}@${domain}>`;
}

/** Reads one of our Message-IDs; null if it isn't one, or its signature is wrong. */
export function verifyMessageId(messageId: string, keys: SigningKeys): SignedId | null {
  const [, ticketId, notification, signature] = signedId.exec(messageId.toLowerCase()) ?? [];
  if (!ticketId || !notification || !signature) return null;
  return isSigned(signature, keys, 'message-id', ticketId, notification) ? { ticketId, notificationId: `n-${notification}` } : null;
}

/**
 * Whether an id is ours and of a mail that the client does not see: one to technicians alone, or to
 * somebody outside the conversation. Only what we signed counts: an id that anybody can write must
 * not decide who reads a mail.
 */
export function isInternalId(id: string, keys: SigningKeys): boolean {
  const [, mark, ticketId, signature] = ticketReferenceId.exec(id.toLowerCase()) ?? [];
  if (ticketId && signature) return mark === 'i' && isSigned(signature, keys, 'internal-reference', ticketId);
  return verifyMessageId(id, keys)?.notificationId.startsWith(`n-${teamMark}`) === true;
}

/**
 * The id that stands in References of each mail of a ticket, and is that of none: programs that
 * lose our Message-IDs, or get other ones from the system that sent them, still group by it and
 * quote it (Gmail joins mails whose References name a constant id). It proves the same as our
 * Message-IDs.
 */
export const ticketReference = (ticketId: string, domain: string, keys: SigningKeys): string =>
  `<t.${ticketId}.${sign(keys[0], 20, 'ticket-reference', ticketId)}@${domain}>`;

/** The same for mails that the client does not see: who answers one is known by it too. */
export const internalReference = (ticketId: string, domain: string, keys: SigningKeys): string =>
  `<i.${ticketId}.${sign(keys[0], 20, 'internal-reference', ticketId)}@${domain}>`;

/**
 * The ticket that one of our ids names, be it of a mail or the ticket's own; null if it isn't ours,
 * or its signature is wrong.
 */
export function signedTicketOf(messageId: string, keys: SigningKeys): string | null {
  const [, mark, ticketId, signature] = ticketReferenceId.exec(messageId.toLowerCase()) ?? [];
  if (!ticketId || !signature) return verifyMessageId(messageId, keys)?.ticketId ?? null;
  return isSigned(signature, keys, mark === 'i' ? 'internal-reference' : 'ticket-reference', ticketId) ? ticketId : null;
}

/**
 * Makes a text with our ids safe to show, store and log: the part after the second dot proves that
 * somebody has our mail, so it is removed. Pure.
 */
export const withoutSignature = (text: string): string => text.replace(/\b((?:[ti]|[0-9a-z]{26})\.[0-9a-z]{26}\.)[0-9a-z]{20}@/gi, '$1…@');

/** An address for replies to a ticket (RFC 5233 subaddress): support+token@contoso.example. */
export function replyAddressFor(ticketId: string, address: string, keys: SigningKeys): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}+${ticketId}.${sign(keys[0], 16, 'reply-address', ticketId)}${address.slice(at)}`;
}

/** The ticket that a reply address names; null if it has no token, or one that we did not sign. */
export function verifyReplyAddress(address: string, keys: SigningKeys): string | null {
  const [, ticketId, signature] = replyAddress.exec(address.toLowerCase()) ?? [];
  if (!ticketId || !signature) return null;
  return isSigned(signature, keys, 'reply-address', ticketId) ? ticketId : null;
}

function isSigned(signature: string, keys: SigningKeys, ...parts: string[]): boolean {
  const given = Buffer.from(signature);
  return keys.some((key) => timingSafeEqual(given, Buffer.from(sign(key, given.length, ...parts))));
}

function sign(key: Uint8Array, length: number, ...parts: string[]): string {
  return base32(createHmac('sha256', key).update(parts.join('\n')).digest()).slice(0, length);
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { base32 } from '../ids.ts';

/**
 * The keys that our Message-IDs and reply addresses are signed with: the first signs, all verify
 * (so that a key can be rotated).
 */
export type SigningKeys = readonly [Uint8Array, ...Uint8Array[]];

/** What a signed Message-ID of ours names. */
export type SignedId = { ticketId: string; notificationId: string };

const signedId = /^<([0-9a-z]{26})\.([0-9a-z]{26})\.([0-9a-z]{20})@[^<>\s]+>$/i;
const replyAddress = /\+([0-9a-z]{26})\.([0-9a-z]{16})@/i;

/**
 * The Message-ID of a notification (RFC 5322 3.6.4). Only who received the mail knows it, so
 * quoting it proves having received it; 100 bits of HMAC keep it from being guessed from a ticket's
 * id.
 */
export function signedMessageId(id: SignedId, domain: string, keys: SigningKeys): string {
  const notification = id.notificationId.replace(/^n-/, '');
  return `<${id.ticketId}.${notification}.${sign(keys[0], 20, 'message-id', id.ticketId, notification)}@${domain}>`;
}

/** Reads a Message-ID of ours; null when it is not, or its signature is wrong. */
export function verifyMessageId(messageId: string, keys: SigningKeys): SignedId | null {
  const [, ticketId, notification, signature] = signedId.exec(messageId.toLowerCase()) ?? [];
  if (!ticketId || !notification || !signature) return null;
  return isSigned(signature, keys, 'message-id', ticketId, notification) ? { ticketId, notificationId: `n-${notification}` } : null;
}

/**
 * A Message-ID of ours, or a text with such, as it may be shown, kept and logged: what stands
 * behind the second dot is the proof of having our mail, and is left out. Pure.
 */
export const withoutSignature = (text: string): string => text.replace(/\b([0-9a-z]{26}\.[0-9a-z]{26}\.)[0-9a-z]{20}@/gi, '$1…@');

/**
 * The address that replies to a ticket may go to (RFC 5233 subaddress):
 * support+token@contoso.example.
 */
export function replyAddressFor(ticketId: string, address: string, keys: SigningKeys): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}+${ticketId}.${sign(keys[0], 16, 'reply-address', ticketId)}${address.slice(at)}`;
}

/**
 * The ticket that a reply address names; null when there is no token in it, or it is not signed by
 * us.
 */
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

import type { Notification } from '../notifications/notification.ts';
import type { SigningKeys } from '../thread/signed-ids.ts';
import type { Message } from '../tickets/message.ts';
import type { Participant, Ticket } from '../tickets/ticket.ts';
import { guestToken, participantKey } from './guest-token.ts';

/** Where links lead, how long they are good for, and what signs them. */
export type GuestLinks = { publicUrl: string; days: number; keys: SigningKeys };

const dayMs = 86_400_000;

/** When the link of a mail ends: so many days after the mail was owed. Pure. */
export const guestLinkEnds = ({ createdAt }: Pick<Notification, 'createdAt'>, days: number): Date =>
  new Date(Date.parse(createdAt) + days * dayMs);

/** Whether somebody who takes part is mailed links. Pure. */
export const mayHaveLink = ({ role, unvouched }: Participant): boolean => role !== 'technician' && role !== 'newcomer' && !unvouched;

/**
 * The link by which who gets a mail opens their conversation without signing in, the same for each
 * try to send it; the token stands behind the #, which no server sees. Null: they get none, since
 * they are a technician or nobody of the ticket, since nothing vouches that the conversation is
 * theirs, or since the mail carries what is no part of it. Pure.
 */
export function guestUrl(row: Notification, ticket: Ticket, message: Message | null, links: GuestLinks): string | null {
  if (row.audience !== 'client' || !row.quotesMail || (message !== null && message.visibility !== 'public')) return null;
  const key = participantKey(row.to.address);
  if (!ticket.participants.some((one) => participantKey(one.address) === key && mayHaveLink(one))) return null;
  const { ticketId, guestGeneration: generation } = ticket;
  const token = guestToken({ ticketId, participant: key, expiresAt: guestLinkEnds(row, links.days), generation }, links.keys);
  return `${links.publicUrl.replace(/\/+$/, '')}/conversation#${token}`;
}

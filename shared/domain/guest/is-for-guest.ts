import type { Message } from '../tickets/message.ts';

/**
 * Whether somebody who has a link of the ticket sees a message: one that they wrote, or that was
 * sent to them. Never one for technicians alone, and none that is not sent yet, was taken back or
 * became a ticket of its own. Pure.
 */
export function isForGuest(message: Message, address: string): boolean {
  const { visibility, outbox, kind, from, to, cc, movedTo } = message;
  if (movedTo || visibility !== 'public' || kind === 'note' || kind === 'mail') return false;
  if (outbox && outbox.state !== 'released') return false;
  const mine = address.toLowerCase();
  return [from, ...to, ...cc].some((person) => person.address.toLowerCase() === mine);
}

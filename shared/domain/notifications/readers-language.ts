import type { Contact } from '../contacts/contact.ts';
import { lowerAddress } from '../text/lower-address.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { Notification } from './notification.ts';

/**
 * A mail to a client in the language of who reads it: as an admin has set it for them; else, to the
 * requester, that of the ticket, and to others that in which they write. Without any it stays that
 * in which it was owed, and null is the organisation's. `reader`: what is known of them. Pure.
 */
export function inReadersLanguage(
  row: Notification,
  ticket: Pick<Ticket, 'language' | 'requester'>,
  reader: Pick<Contact, 'language' | 'writesIn'> | null,
): Notification {
  if (row.audience !== 'client') return row;
  const isRequester = lowerAddress(row.to.address) === lowerAddress(ticket.requester.address);
  const ofTicket = isRequester ? ticket.language : null;
  return { ...row, language: reader?.language ?? ofTicket ?? reader?.writesIn ?? row.language ?? ticket.language };
}

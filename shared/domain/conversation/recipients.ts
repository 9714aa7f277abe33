import { isNoReplyAddress } from '../classify/no-reply-address.ts';
import { isOwn } from '../contacts/own-addresses.ts';
import { isPlainAddress } from '../mail/is-address.ts';
import type { Audience } from '../settings/notification-settings.ts';
import { lowerAddress } from '../text/lower-address.ts';
import type { Person } from '../tickets/person.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { type Refusal, refusal } from './refusal.ts';

/** Whom a technician names; null: they name nobody, and the ticket says who. */
export type Wanted = { to: string[] | null; cc: string[]; bcc: string[] };

/** Who gets it, each once. */
export type Recipients = { kind: 'recipients'; to: Person[]; cc: Person[]; bcc: Person[] };

/**
 * Whose addresses are not a client's, and which of the ticket's people a reply goes to that names
 * nobody (absent: all who are notified).
 */
export type OurPeople = { ownAddresses: ReadonlySet<string>; technicians: readonly string[]; audience?: readonly Audience[] };

/** One mail each; more is a mailing, and a batch of the store holds 100 items. */
export const maxRecipients = 50;

/**
 * Who gets a reply. Where nobody is named: the requester, and of the other people on the client's
 * side those who are notified, as far as the settings say so; never one of us, a technician, or an
 * address that nobody reads. Who is named must be an address that mail goes to, and not one of
 * ours: it would come back to us. Pure.
 */
export function recipientsOf(wanted: Wanted, ticket: Ticket, ours: OurPeople): Recipients | Refusal {
  const taken = new Set<string>();
  const lists: { to: Person[]; cc: Person[]; bcc: Person[] } = { to: [], cc: [], bcc: [] };
  const fromTicket = wanted.to === null ? clientsPeople(ticket, ours) : null;
  if (fromTicket) for (const { address } of [...fromTicket.to, ...fromTicket.cc]) taken.add(address);
  for (const field of ['to', 'cc', 'bcc'] as const) {
    for (const [index, written] of (wanted[field] ?? []).entries()) {
      const address = lowerAddress(written.trim());
      const named = `${field}[${index}]`;
      if (!isPlainAddress(address)) return refusal(named, 'must be an e-mail address such as ada@contoso.example');
      if (isOwn(address, ours.ownAddresses)) return refusal(named, 'is an address of ours: the mail would come back as a new one');
      if (taken.has(address)) continue;
      taken.add(address);
      lists[field].push({ address, name: nameOf(ticket, address) });
    }
  }
  const { bcc } = lists;
  const [to, cc] = [
    [...(fromTicket?.to ?? []), ...lists.to],
    [...(fromTicket?.cc ?? []), ...lists.cc],
  ];
  if (to.length + cc.length + bcc.length === 0)
    return refusal('to', 'nobody of the ticket can be written to: name whom it goes to, or add a participant');
  if (to.length + cc.length + bcc.length > maxRecipients) return refusal('to', `with cc and bcc, must be ${maxRecipients} people at most`);
  return { kind: 'recipients', to, cc, bcc };
}

const everyAudience: readonly Audience[] = ['requester', 'participants'];

/** The requester, and those on their side who are notified. */
function clientsPeople(
  { requester, participants }: Ticket,
  { ownAddresses, technicians, audience = everyAudience }: OurPeople,
): { to: Person[]; cc: Person[] } {
  const isClients = ({ address }: Person) =>
    isPlainAddress(address) && !isOwn(address, ownAddresses) && !technicians.includes(address) && !isNoReplyAddress(address);
  const isRequester = ({ address }: Person) => address === requester.address;
  const notified = participants
    .filter((one) => one.notify && one.role !== 'technician' && audience.includes(isRequester(one) ? 'requester' : 'participants'))
    .filter(isClients);
  const muted = !audience.includes('requester') || participants.some((one) => isRequester(one) && !one.notify);
  const people = [...(muted ? [] : [requester].filter(isClients)), ...notified];
  const [first, ...others] = [...new Map(people.map(({ address, name }) => [address, { address, name }])).values()];
  return { to: first ? [first] : [], cc: others };
}

const nameOf = ({ requester, participants }: Ticket, address: string): string | null =>
  [requester, ...participants].find((person) => person.address === address)?.name ?? null;

/** All who get a message, in their order. Pure. */
export const everybody = ({ to, cc, bcc }: { to: Person[]; cc: Person[]; bcc?: Person[] }): Person[] => [...to, ...cc, ...(bcc ?? [])];

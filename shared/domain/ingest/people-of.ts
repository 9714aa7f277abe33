import type { KnownSender } from '../contacts/contact.ts';
import { isOwn } from '../contacts/own-addresses.ts';
import { isAddress } from '../mail/is-address.ts';
import type { Address } from '../mail/parsed-mail.ts';
import { maxParticipants } from '../tickets/max-participants.ts';
import type { Participant, Ticket } from '../tickets/ticket.ts';
import { authorsInFrom } from '../trust/authors-in-from.ts';
import type { IngestFacts } from './ingest-facts.ts';
import { unvouchedBecause } from './is-vouched.ts';

/**
 * Who sent a mail, as far as it says: From, else Sender, else Reply-To (RFC 5322 3.6.2). It is who
 * a ticket is shown to be from; only From makes somebody take part (`mayTakePart`).
 */
export function senderOf(facts: Pick<IngestFacts, 'mail' | 'sender'>): Address {
  const { mail, sender } = facts;
  const author = mail.from ?? mail.sender ?? mail.replyTo[0];
  return author ? named(author, sender) : { address: '', name: null };
}

/** Whose request it is: who asks, else who sent it. */
export const requesterOf = (facts: Pick<IngestFacts, 'mail' | 'sender' | 'asker'>): Address =>
  facts.asker ? named(facts.asker, facts.sender) : senderOf(facts);

/**
 * Who has to take part in a ticket for a mail to join it: its sender, and who asks by it. One form
 * writes for everybody from one address.
 */
export const partiesOf = (facts: Pick<IngestFacts, 'mail' | 'sender' | 'asker'>): string[] => [
  ...new Set([senderOf(facts).address, requesterOf(facts).address]),
];

const named = ({ address, name }: Address, { contact }: KnownSender): Address => ({
  address,
  name: name ?? (contact?.address === address ? contact.name : null),
});

/**
 * Whether the sender of a mail can take part in a ticket: an address that stands in From and is not
 * ours. Other fields are checked by nobody.
 */
export const mayTakePart = ({ mail, ownAddresses }: Pick<IngestFacts, 'mail' | 'ownAddresses'>, address: string): boolean =>
  isAddress(address) && authorsInFrom(mail).includes(address) && !isOwn(address, ownAddresses);

/**
 * Whose ticket it is: who asks; or, when a technician forwards a client's mail, the client's, with
 * the technician taking part (nobody else can make someone a requester by forwarding). A program
 * that writes for somebody takes part without being written to. Whom nothing vouches for, and who
 * only speaks for others, brings nobody along.
 */
export function peopleOf(facts: IngestFacts): Pick<Ticket, 'requester' | 'client' | 'participants'> {
  const sender = senderOf(facts);
  const { forwarded, asker, trust } = facts;
  const requester = forwarded
    ? { address: forwarded.address, name: forwarded.mail.from.name ?? forwarded.sender.contact?.name ?? null }
    : requesterOf(facts);
  const technician: Participant[] = forwarded ? [{ ...sender, role: 'technician', notify: true }] : [];
  const program: Participant[] =
    !forwarded && asker && mayTakePart(facts, sender.address) ? [{ ...sender, role: 'cc', notify: false }] : [];
  const known = [requester.address, sender.address];
  const bringsOthers = trust.sender !== 'not-vouched-for' && (forwarded !== null || asker === null);
  return {
    requester,
    client: forwarded ? forwarded.sender.client : facts.sender.client,
    participants: [
      ...(forwarded || asker || mayTakePart(facts, requester.address)
        ? [{ ...requester, role: 'requester' as const, notify: true, ...(unvouchedBecause(facts) ? { unvouched: true as const } : {}) }]
        : []),
      ...technician,
      ...program,
      ...(bringsOthers ? copied(facts, known).slice(0, maxParticipants - 2) : []),
    ],
  };
}

/** Those the mail was also sent to, who are neither ours nor in `known`. */
export function copied({ mail, ownAddresses }: IngestFacts, known: string[]): Participant[] {
  const others = [...mail.to, ...mail.cc].filter(
    ({ address }) => isAddress(address) && !known.includes(address) && !isOwn(address, ownAddresses),
  );
  const unique = [...new Map(others.map((person) => [person.address, person])).values()];
  return unique.map((person) => ({ ...person, role: 'cc', notify: true }));
}

import { isOwn } from '../contacts/own-addresses.ts';
import type { Author } from '../conversation/written-message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { authorsInFrom } from '../trust/authors-in-from.ts';
import { type Check, checkOf } from '../words/check.ts';
import { remark } from '../words/remark.ts';
import type { IngestFacts } from './ingest-facts.ts';
import { senderOf } from './people-of.ts';

/** What tells whether a mail is a technician's. */
type WriterFacts = Pick<
  IngestFacts,
  'mail' | 'sender' | 'asker' | 'forwarded' | 'trust' | 'classification' | 'policy' | 'ownAddresses' | 'accepted' | 'archived'
>;

/**
 * The technician who wrote a mail themselves; null: somebody else, or a program. Anybody can write
 * a technician's address into From, so a trusted system must vouch for it, as it must for forwards;
 * it must be the only author, and one of those who work here now. What their programs send is
 * theirs as little as what came before, or what somebody took in by hand. Pure.
 */
export function technicianOf(facts: WriterFacts): Author | null {
  const { mail, asker, forwarded, trust, classification, policy, ownAddresses, accepted, archived } = facts;
  if (asker || forwarded || accepted || archived) return null;
  if (trust.sender !== 'verified' || trust.failed || classification.kind !== 'person') return null;
  const { address, name } = senderOf(facts);
  const authors = authorsInFrom(mail);
  if (authors.length !== 1 || authors[0] !== address || isOwn(address, ownAddresses)) return null;
  return policy.technicians.includes(address) ? { address, name } : null;
}

/** The same, of a mail in a ticket: who asked there is a client, wherever they work. Pure. */
export function technicianIn(facts: WriterFacts, { requester }: Pick<Ticket, 'requester'>): Author | null {
  const technician = technicianOf(facts);
  return technician?.address === requester.address ? null : technician;
}

/**
 * Of a mail in a ticket, or about one, that only says it is a technician's: why it is treated as
 * anybody's. Nothing that is to see for its sender comes of that. Pure.
 */
export function unbelievedTechnician(facts: WriterFacts): Check[] {
  const { address } = senderOf(facts);
  const { policy, forwarded, classification, trust } = facts;
  if (forwarded || classification.kind !== 'person' || !policy.technicians.includes(address)) return [];
  return trust.sender === 'verified' && !trust.failed ? [] : [checkOf('technician-mail', address, remark('technician-not-believed'))];
}

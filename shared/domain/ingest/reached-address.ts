import { afterMailFrom } from '../contacts/deliverability.ts';
import type { MailFacts } from './ingest-facts.ts';

/**
 * The address that gets mail again, since its owner has written from it for certain: whoever
 * answers would else be told that it is dead, and the owner never. Null when that changes nothing;
 * what was held for it is not sent by itself. Pure.
 */
export function reachedAddress(facts: Pick<MailFacts, 'sender' | 'asker' | 'forwarded' | 'classification' | 'trust' | 'archived' | 'now'>) {
  const { sender, asker, forwarded, classification, trust, archived, now } = facts;
  if (asker || forwarded || archived || classification.kind !== 'person' || trust.sender !== 'verified') return null;
  return sender.contact && afterMailFrom(sender.contact, now) ? sender.contact.address : null;
}

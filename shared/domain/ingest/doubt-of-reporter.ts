import { isReporterAddress } from '../classify/no-reply-address.ts';
import { domainOf } from '../contacts/contact.ts';
import { ownDomainsOf } from '../contacts/own-addresses.ts';
import { isWithin } from '../trust/look-alike.ts';
import { type Remark, remark } from '../words/remark.ts';
import type { IngestFacts } from './ingest-facts.ts';
import { senderOf } from './people-of.ts';

/**
 * Why a bounce or complaint about `recipient` says nothing for certain; null when
 * it may be believed. Everybody who had our mail, or an answer to it, knows its
 * Message-ID and can write a report; and everybody can have a domain that vouches for them. Who
 * knows what became of the mail is a mail system of the recipient's domain or of ours, which write
 * from addresses that nobody else is given (RFC 2142 5, RFC 5321 4.5.1). Pure.
 */
export function doubtOfReporter(facts: Pick<IngestFacts, 'mail' | 'sender' | 'trust' | 'ownAddresses'>, recipient: string): Remark | null {
  if (facts.trust.sender !== 'verified') return remark('reporter-unvouched');
  const { address } = senderOf(facts);
  const [reporter, theirs] = [domainOf(address), domainOf(recipient)];
  const isTheirs = isWithin(reporter, theirs) || isWithin(theirs, reporter);
  const isOurs = ownDomainsOf(facts.ownAddresses).some((own) => isWithin(reporter, own));
  if (isReporterAddress(address) && (isTheirs || isOurs)) return null;
  return remark('reporter-elsewhere', { address, domain: theirs });
}

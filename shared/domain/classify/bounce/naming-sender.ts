import { domainOf } from '../../contacts/contact.ts';

/**
 * The sender and recipient of a mail: a refusal may be about the sender's name instead of the
 * recipient's. '' and [] if not known.
 */
export type Parties = { recipient: string; senders: readonly string[] };

/** A mail has one or two senders. */
const maxSenders = 10;

/**
 * Words directly after a name that doesn't exist: `desk.example does not exist`, `<a@desk.example>:
 * User unknown`.
 */
const isNotThere =
  /(?=[>"')\]]{0,3}[:;,.]{0,3}\s{1,5}(?:[\w-]{1,20}\s{1,5}){0,2}(?:does(?: not|n.t)|do not|not (?:exist|found|known|valid)|unknown|invalid|unresolv|could(?: not|n.t)|cannot|can.t|has no|has not|have no|no (?:valid )?mx|is not|isn.t|non-?exist))/
    .source;

/**
 * Replaces the sender's own address or domain by "sender" in a refusal that says that it doesn't
 * exist: `553 desk.example does not exist` in a report on clara@client.example is about
 * desk.example, and says nothing against Clara's address. Names in the recipient's own domain are
 * kept, and so is the sender's address if the recipient's is named as well.
 */
export function namingSender(text: string, { recipient, senders }: Parties): string {
  let said = text;
  const lower = text.toLowerCase();
  const recipientDomain = domainOf(recipient);
  const namesRecipient = recipient !== '' && lower.includes(recipient.toLowerCase());
  for (const sender of senders.slice(0, maxSenders)) {
    const domain = domainOf(sender);
    if (!lower.includes(domain) || !/^[\w-]+(?:\.[\w-]+)+$/.test(domain) || isRelated(domain, recipientDomain)) continue;
    if (!namesRecipient) said = said.replace(new RegExp(`(?<![\\w.+-])${escaped(sender)}(?![\\w-])${isNotThere}`, 'gi'), 'sender address');
    const name = `(?<![\\w@.-])(?:[\\w-]{1,63}\\.){0,4}${escaped(domain)}(?![\\w-]|\\.\\w)`;
    said = said.replace(new RegExp(`${name}${isNotThere}`, 'gi'), 'sender domain');
  }
  return said;
}

/** Whether one is the other or a subdomain of it. */
const isRelated = (domain: string, other: string): boolean =>
  domain === other || domain.endsWith(`.${other}`) || other.endsWith(`.${domain}`);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

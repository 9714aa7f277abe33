import { domainOf } from '../../contacts/contact.ts';

/**
 * Between whom a mail was: words of a refusal may be about the sender's name instead of the
 * recipient's. '' and [] where it is not known.
 */
export type Parties = { recipient: string; senders: readonly string[] };

/** So many senders are looked for: a mail has one or two. */
const maxSenders = 10;

/**
 * What is said of a name that is not there, right behind it: `desk.example does not exist`,
 * `<a@desk.example>: User unknown`.
 */
const isNotThere =
  /(?=[>"')\]]{0,3}[:;,.]{0,3}\s{1,5}(?:[\w-]{1,20}\s{1,5}){0,2}(?:does(?: not|n.t)|do not|not (?:exist|found|known|valid)|unknown|invalid|unresolv|could(?: not|n.t)|cannot|can.t|has no|has not|have no|no (?:valid )?mx|is not|isn.t|non-?exist))/
    .source;

/**
 * The words of a refusal with "sender" in place of the sender's own address or domain, where they
 * say that it is not there: `553 desk.example does not exist` in a report on clara@client.example
 * is about desk.example, and her address is as good as before. Names of the recipient's own domain
 * stay, and so does the sender's address where the recipient's is named beside it.
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

/** One is the other, or lies below it. */
const isRelated = (domain: string, other: string): boolean =>
  domain === other || domain.endsWith(`.${other}`) || other.endsWith(`.${domain}`);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

import { lowerAddress } from '../text/lower-address.ts';
import { domainOf } from './contact.ts';

/** Whether an address is one of ours, with or without a +token. */
export const isOwn = (address: string, ownAddresses: ReadonlySet<string>): boolean =>
  ownAddresses.has(lowerAddress(address).replace(/\+[^@]*@/, '@'));

/** The domains of our mailboxes. */
export const ownDomainsOf = (ownAddresses: ReadonlySet<string>): string[] => [...new Set([...ownAddresses].map(domainOf))];

import { domainOf, type KnownSender } from '../domain/contacts/contact.ts';
import type { AutoAnswerCount } from '../domain/notifications/loop-breaker.ts';

type Known = KnownSender & { loop: AutoAnswerCount | null };

/** What reading a contact reads. */
export type ReadContactDeps = { knownSender(address: string, domain: string): Promise<Known> };

/**
 * What is known of an address: contact, client, automatic answers of late; null each where nothing
 * is.
 */
export const readContact = ({ knownSender }: ReadContactDeps, address: string): Promise<Known> => knownSender(address, domainOf(address));

import { type ApiSender, toApiSender } from '../api/contacts.ts';
import { domainOf, type KnownSender } from '../domain/contacts/contact.ts';
import type { AutoAnswerCount } from '../domain/notifications/loop-breaker.ts';

type Known = KnownSender & { loop: AutoAnswerCount | null };

/** What reading a contact reads. */
export type ReadContactDeps = { knownSender(address: string, domain: string): Promise<Known> };

/** What is known of an address: contact, client, recent automatic answers; each may be null. */
export const readContact = async ({ knownSender }: ReadContactDeps, address: string): Promise<ApiSender> =>
  toApiSender(await knownSender(address, domainOf(address)));

import type { Container } from '@azure/cosmos';
import { ClientDomain, Contact, contactKey, domainKey, type KnownSender } from '../../domain/contact.ts';
import { queryAll } from './query.ts';
import { statusOf } from './status-of.ts';

/** The contacts container: people by address, clients by domain. */
export const contactStore = (container: Container) => ({
  /** Who a sender is: the contact with his address and the client of his domain, read in one request. */
  async knownSender(address: string, domain: string): Promise<KnownSender> {
    if (address === '') return { contact: null, client: null };
    const keys = [contactKey(address), domainKey(domain)];
    const items = await queryAll(container, 'SELECT * FROM c WHERE c.key IN (@address, @domain)', [
      { name: '@address', value: keys[0] ?? '' },
      { name: '@domain', value: keys[1] ?? '' },
    ]);
    const found = items.find((item) => item.type === 'contact');
    const domainItem = items.find((item) => item.type === 'client-domain');
    const contact = found ? Contact.parse(found) : null;
    return { contact, client: contact?.client ?? (domainItem ? ClientDomain.parse(domainItem).client : null) };
  },

  /** Adds a contact; one that exists already stays as it is. */
  async addContact(contact: Contact): Promise<void> {
    const key = contactKey(contact.address);
    const status = await statusOf(container.items.create({ ...contact, id: key, key, schemaVersion: 1 }));
    if (status !== 201 && status !== 409) throw new Error(`Cosmos DB answered ${status} when a contact was added`);
  },
});

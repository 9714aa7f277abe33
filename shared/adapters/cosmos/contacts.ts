import type { Container } from '@azure/cosmos';
import { type Client, ClientDomain, Contact, contactKey, type Deliverability, domainKey, type KnownSender } from '../../domain/contact.ts';
import { statusOf } from './status-of.ts';

/** A client's domain, or that a domain is nobody's, is asked for again after this. */
const keptMs = 30_000;
/** So many domains are kept: spam comes from ever new ones. */
const mostKept = 2000;

/** The contacts container: people by address, clients by domain. Reading a sender is one request, two for a domain that was not seen lately. */
export function contactStore(container: Container, now: () => number) {
  const domains = new Map<string, { client: Promise<Client | null>; until: number }>();

  function clientOf(domain: string): Promise<Client | null> {
    const kept = domains.get(domain);
    if (kept && kept.until > now()) return kept.client;
    const client = readClient(domain);
    if (domains.size >= mostKept) domains.clear();
    domains.set(domain, { client, until: now() + keptMs });
    client.catch(() => domains.delete(domain));
    return client;
  }

  async function readClient(domain: string): Promise<Client | null> {
    const { resource } = await container.item(domainKey(domain), domainKey(domain)).read();
    return resource === undefined ? null : ClientDomain.parse(resource).client;
  }

  return {
    /** Who a sender is: the contact with his address, and the contact's client, else the client of his domain. */
    async knownSender(address: string, domain: string): Promise<KnownSender> {
      if (address === '' || domain === '') return { contact: null, client: null };
      const key = contactKey(address);
      const [{ resource }, client] = await Promise.all([container.item(key, key).read(), clientOf(domain)]);
      const contact = resource === undefined ? null : Contact.parse(resource);
      return { contact, client: contact?.client ?? client };
    },

    /** Notes whether mail reaches an address, on its contact; one that was unknown becomes known by it. */
    async setDeliverability(address: string, deliverability: Deliverability, createdAt: string): Promise<void> {
      const key = contactKey(address);
      const patch = () => statusOf(container.item(key, key).patch([{ op: 'set', path: '/deliverability', value: deliverability }]));
      if ((await patch()) !== 404) return;
      const contact: Contact = { type: 'contact', address, name: null, client: null, deliverability, createdAt };
      const status = await statusOf(container.items.create({ ...contact, id: key, key, schemaVersion: 1 }));
      if (status === 409) await patch();
    },

    /** Adds a contact; one that exists already stays as it is. */
    async addContact(contact: Contact): Promise<void> {
      const key = contactKey(contact.address);
      const status = await statusOf(container.items.create({ ...contact, id: key, key, schemaVersion: 1 }));
      if (status !== 201 && status !== 409) throw new Error(`Cosmos DB answered ${status} when a contact was added`);
    },
  };
}

import type { Container } from '@azure/cosmos';
import { type Client, Contact, contactKey, type Deliverability, type KnownSender } from '../../domain/contact.ts';
import { LoopState, resetLoop, senderLoopKey } from '../../domain/loop-breaker.ts';
import { queryAll } from './query.ts';
import { statusOf } from './status-of.ts';

/** Automatic answers to one sender are counted in memory first, and in the store from this many on: most senders never get there. */
const storedFrom = 3;
/** So many senders are counted in memory. */
const mostCounted = 5000;

/**
 * The contacts container: one partition for each address, with the item `contact` and, for those who get many automatic answers, `loop`.
 * `clientOf` says whose a domain is. Reading a sender is one request.
 */
export function contactStore(container: Container, clientOf: (domain: string) => Promise<Client | null>) {
  const counted = new Map<string, LoopState>();

  return {
    /** Who a sender is: the contact with his address, the contact's client (else that of his domain), and the automatic answers he got. */
    async knownSender(address: string, domain: string): Promise<KnownSender & { loop: LoopState | null }> {
      if (address === '' || domain === '') return { contact: null, client: null, loop: null };
      const [rows, client] = await Promise.all([queryAll(container, 'SELECT * FROM c', [], contactKey(address)), clientOf(domain)]);
      const found = rows.find(({ type }) => type === 'contact');
      const stored = rows.find(({ type }) => type === 'loop-state');
      const contact = found ? Contact.parse(found) : null;
      const loop = stored ? LoopState.parse({ ...stored, key: senderLoopKey(address) }) : (counted.get(senderLoopKey(address)) ?? null);
      return { contact, client: contact?.client ?? client, loop };
    },

    /** Keeps how many automatic answers a sender got; in the store once they are many. */
    async keepLoop(state: LoopState): Promise<void> {
      if (counted.size >= mostCounted) counted.clear();
      counted.set(state.key, state);
      if (state.answers.length < storedFrom && !state.stopped && !state.reset) return;
      const key = contactKey(decodeURIComponent(state.key.replace(/^sender:/, '')));
      await container.items.upsert({ ...state, id: 'loop', key, loopKey: state.key, schemaVersion: 1 });
    },

    /** Lets mail go to an address again: forgets that it was returned, or that answers to it were stopped. False when nothing is known of it. */
    async clear(address: string, by: string, now: Date): Promise<boolean> {
      const { contact, loop } = await this.knownSender(address, 'any.invalid');
      const key = contactKey(address);
      if (contact) await container.item('contact', key).patch([{ op: 'set', path: '/deliverability', value: null }]);
      if (loop) await this.keepLoop(resetLoop(loop, by, now));
      return contact !== null || loop !== null;
    },

    /** Notes whether mail reaches an address, on its contact; one that was unknown becomes known by it. */
    async setDeliverability(address: string, deliverability: Deliverability, createdAt: string): Promise<void> {
      const key = contactKey(address);
      const patch = () => statusOf(container.item('contact', key).patch([{ op: 'set', path: '/deliverability', value: deliverability }]));
      if ((await patch()) !== 404) return;
      const contact: Contact = { type: 'contact', address, name: null, client: null, deliverability, createdAt };
      const status = await statusOf(container.items.create({ ...contact, id: 'contact', key, schemaVersion: 1 }));
      if (status === 409) await patch();
    },

    /** Adds a contact; one that exists already stays as it is. */
    async addContact(contact: Contact): Promise<void> {
      const key = contactKey(contact.address);
      const status = await statusOf(container.items.create({ ...contact, id: 'contact', key, schemaVersion: 1 }));
      if (status !== 201 && status !== 409) throw new Error(`Cosmos DB answered ${status} when a contact was added`);
    },
  };
}

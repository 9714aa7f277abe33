import type { Container } from '@azure/cosmos';
import { type Client, Contact, contactKey, type KnownSender } from '../../domain/contacts/contact.ts';
import { cleared } from '../../domain/contacts/deliverability.ts';
import { isAddress } from '../../domain/mail/is-address.ts';
import { type AutoAnswerCount, resetLoop, senderLoopKey, untagged } from '../../domain/notifications/loop-breaker.ts';
import type { LanguageCode } from '../../domain/text/language-code.ts';
import { addressHealthStore } from './address-health.ts';
import { answerTotals } from './answer-totals.ts';
import { loopStore, storedCount } from './auto-answer-counts.ts';
import { parseItem } from './parse-item.ts';
import { queryAll } from './query.ts';
import { statusOf } from './status-of.ts';

/**
 * The contacts container: one partition for each address, with the item `contact` and, for those
 * who get many automatic answers, `loop`. `clientOf` says whose a domain is, `named` what a client
 * is called now. Reading a sender is one request; two when their address has a tag (name+tag@…).
 * Counts that can't be read when others are to be added to them stay as they are, and are told to
 * `report`.
 */
export function contactStore(
  container: Container,
  clientOf: (domain: string) => Promise<Client | null>,
  now: () => Date,
  report: (problem: string) => void,
  named: (client: Client) => Promise<Client> = async (client) => client,
) {
  const loops = loopStore(container, report);
  const totals = answerTotals(container, now, report);
  const health = addressHealthStore(container);
  const partition = (key: string) => queryAll(container, 'SELECT * FROM c', [], key);

  /**
   * Who a sender is: the contact with their address, the contact's client (else that of their
   * domain), and the automatic answers they got.
   *
   * @throws BrokenSettingError when one of these can't be read.
   */
  async function knownSender(address: string, domain: string): Promise<KnownSender & { loop: AutoAnswerCount | null }> {
    if (!isAddress(address) || domain === '') return { contact: null, client: null, loop: null };
    const [key, loopPartition] = [contactKey(address), contactKey(untagged(address))];
    const [rows, loopRows] = await Promise.all([partition(key), loopPartition === key ? null : partition(loopPartition)]);
    const contact = parseItem(
      Contact,
      'contact',
      key,
      // while a contact is removed, a mark of that stands in its place for a moment
      rows.find(({ id, removed }) => id === 'contact' && removed !== true),
    );
    const loopKey = senderLoopKey(address);
    const stored = storedCount(
      loopKey,
      (loopRows ?? rows).find(({ id }) => id === 'loop'),
    );
    // asked only where it counts: whose domain can't be told has to wait
    const client = contact?.client ? await named(contact.client) : await clientOf(domain);
    return { contact: contact && { ...contact, client: contact.client && client }, client, loop: loops.autoAnswersNow(loopKey, stored) };
  }

  return {
    ...loops,
    ...totals,
    ...health,

    knownSender,

    /**
     * Lets mail go to an address again: forgets that it was returned, or that answers to it were
     * stopped. False when nothing is known of it.
     */
    async clear(address: string, by: string, now: Date): Promise<boolean> {
      const { contact, loop } = await knownSender(address, 'any.invalid');
      if (contact) await health.changeHealth(address, () => cleared(now), now);
      if (loop) await loops.keepAutoAnswers(resetLoop(loop, by, now));
      return contact !== null || loop !== null;
    },

    /**
     * Notes in which language a contact writes, unless that is known. It comes after their mail was
     * written, which must not be repeated for it: a contact that is gone meanwhile has none.
     */
    async learnLanguage(address: string, language: LanguageCode): Promise<void> {
      const condition = 'FROM c WHERE NOT IS_DEFINED(c.writesIn) OR IS_NULL(c.writesIn)';
      const operations = [{ op: 'set' as const, path: '/writesIn', value: language }];
      await statusOf(container.item('contact', contactKey(address)).patch({ operations, condition }));
    },

    /** Adds a contact; one that exists already stays as it is. */
    async addContact(contact: Contact): Promise<void> {
      if (!isAddress(contact.address)) return;
      const key = contactKey(contact.address);
      const status = await statusOf(container.items.create({ ...contact, id: 'contact', key, schemaVersion: 1 }));
      if (status !== 201 && status !== 409) throw new Error(`Cosmos DB answered ${status} when a contact was added`);
    },
  };
}

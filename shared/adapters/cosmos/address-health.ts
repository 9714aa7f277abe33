import type { Container } from '@azure/cosmos';
import { Contact, contactKey } from '../../domain/contacts/contact.ts';
import { type AddressHealth, type AddressOutcome, afterMailFrom, afterOutcome, whileProbed } from '../../domain/contacts/deliverability.ts';
import { isAddress } from '../../domain/mail/is-address.ts';
import { lowerAddress } from '../../domain/text/lower-address.ts';
import { parseItem } from './parse-item.ts';
import type { Row } from './query.ts';
import { statusOf } from './status-of.ts';

/** Several reports on one address, and an admin who changes its contact, at the same time. */
const maxRaces = 10;

/** Whether mail reaches an address, kept on its contact: by the address that was mailed. */
export function addressHealthStore(container: Container) {
  async function read(address: string) {
    const key = contactKey(address);
    const { resource, etag } = await container.item('contact', key).read<Row>();
    const item = resource?.removed === true ? undefined : resource;
    return { key, etag, isThere: resource !== undefined, contact: parseItem(Contact, 'contact', key, item) };
  }

  /**
   * Changes what is known of an address as `plan` says (null: not at all); an address that was
   * unknown becomes known by it. Whether it was changed.
   *
   * @throws BrokenSettingError when its contact can't be read.
   */
  async function changeHealth(
    address: string,
    plan: (before: AddressHealth | null) => Required<AddressHealth> | null,
    now: Date,
  ): Promise<boolean> {
    if (!isAddress(address)) return false;
    for (let race = 0; race < maxRaces; race += 1) {
      const { key, etag, isThere, contact } = await read(address);
      const health = plan(contact);
      if (health === null) return false;
      // one that was just removed leaves a mark for a moment
      if (isThere && !contact) return false;
      const made: Contact = {
        ...{ type: 'contact', address: lowerAddress(address), name: null, client: null, language: null, writesIn: null },
        ...health,
        createdAt: now.toISOString(),
      };
      const status = contact
        ? await statusOf(
            container.item('contact', key).patch(
              [
                { op: 'set', path: '/deliverability', value: health.deliverability },
                { op: 'set', path: '/bounces', value: health.bounces },
              ],
              { accessCondition: { type: 'IfMatch', condition: etag } },
            ),
          )
        : await statusOf(container.items.create({ ...made, id: 'contact', key, schemaVersion: 1 }));
      if (status < 400) return true;
    }
    throw new Error('Cosmos DB: a contact was changed by others each time that a report on its address was to be noted');
  }

  return {
    changeHealth,

    /** The contact with an address, or null: one request. */
    contactAt: async (address: string): Promise<Contact | null> => (isAddress(address) ? (await read(address)).contact : null),

    /** Notes what became of a mail to an address; once, however often it is reported. */
    noteOutcome: (address: string, outcome: AddressOutcome): Promise<boolean> =>
      changeHealth(address, (before) => afterOutcome(before, outcome), new Date(outcome.at)),

    /** Lets mail go again to an address whose owner has written. */
    async noteReached(address: string, now: Date): Promise<void> {
      await changeHealth(address, (before) => afterMailFrom(before, now), now);
    },

    /**
     * Makes a notification the one mail that an address is tried with, now that the time of its
     * hold is over; false when another is.
     */
    async claimProbe(address: string, notificationId: string, now: Date): Promise<boolean> {
      let isMine = false;
      await changeHealth(
        address,
        (before) => {
          const known = before?.deliverability;
          const isOver = !known || (known.until !== null && Date.parse(known.until) <= now.getTime());
          isMine = isOver || before?.bounces?.probe?.notificationId === notificationId;
          return known && isOver ? whileProbed(before, notificationId, now) : null;
        },
        now,
      );
      return isMine;
    },
  };
}

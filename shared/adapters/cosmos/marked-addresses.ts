import type { Container } from '@azure/cosmos';
import { contactKey } from '../../domain/contacts/contact.ts';
import { Deliverability } from '../../domain/contacts/deliverability.ts';
import { queryAll } from './query.ts';

/** The addresses among these that got no mail, and why: one request for all of them. */
export const markedAmong =
  (contacts: Container) =>
  async (addresses: string[]): Promise<{ address: string; deliverability: Deliverability }[]> => {
    if (addresses.length === 0) return [];
    const parameters = addresses.map((address, index) => ({ name: `@k${index}`, value: contactKey(address) }));
    const keys = parameters.map(({ name }) => name).join(', ');
    const query = `SELECT c.address, c.deliverability FROM c WHERE c.key IN (${keys}) AND c.type = 'contact'`;
    const rows = await queryAll(contacts, query, parameters);
    return rows.flatMap(({ address, deliverability }) => {
      const { data } = Deliverability.safeParse(deliverability);
      return data ? [{ address: String(address), deliverability: data }] : [];
    });
  };

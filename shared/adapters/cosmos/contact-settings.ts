import type { Container, SqlParameter } from '@azure/cosmos';
import { Contact, contactKey } from '../../domain/contacts/contact.ts';
import { queryAll, queryPage } from './query.ts';
import { recordedSettings, type SeenSetting } from './recorded-settings.ts';
import type { SettingHistory } from './setting-history.ts';
import { settingKind } from './setting-kind.ts';

/** Which contacts are asked for; `after` is the `next` of the page before. */
export type ContactFilter = { search?: string | undefined; client?: string | undefined; limit: number; after: string | null };

/**
 * The contacts, one partition each. There may be a hundred thousand: they are no part of the
 * settings that each process keeps, and are read by pages.
 */
export const contactKind = settingKind({
  kind: 'contact',
  container: 'contacts',
  schema: Contact,
  nameOf: ({ address }) => contactKey(address),
  itemId: 'contact',
});

/** The contacts as an admin changes them, each change with its entry in the history; by address. */
export function contactSettings(container: Container, history: SettingHistory, now: () => Date) {
  const recorded = recordedSettings(contactKind, container, history, now);
  return {
    ...recorded,
    async read(address: string): Promise<SeenSetting<Contact> | null> {
      const seen = await recorded.read(contactKey(address));
      return seen && named(seen);
    },

    /** A page of contacts, by their keys: text is looked for in address and name, in any case. */
    async page({ search, client, limit, after }: ContactFilter): Promise<{ seen: SeenSetting<Contact>[]; next: string | null }> {
      const wanted: [clause: string, parameter: SqlParameter][] = [];
      if (search)
        wanted.push(['(CONTAINS(c.address, @search, true) OR CONTAINS(c.name, @search, true))', { name: '@search', value: search }]);
      if (client) wanted.push(['c.client.id = @client', { name: '@client', value: client }]);
      if (after !== null) wanted.push(['c.key > @after', { name: '@after', value: after }]);
      const conditions = [ofContacts, ...wanted.map(([clause]) => clause)].join(' AND ');
      const parameters = wanted.map(([, parameter]) => parameter);
      const rows = await queryPage(container, `SELECT * FROM c WHERE ${conditions} ORDER BY c.key`, parameters, limit);
      const last = rows.at(-1);
      return { seen: rows.map((row) => named(recorded.seen(row))), next: last && rows.length === limit ? String(last.key) : null };
    },

    /** How many contacts are set to a client. */
    async countNaming(client: string): Promise<number> {
      const query = `SELECT c.key FROM c WHERE ${ofContacts} AND c.client.id = @client`;
      return (await queryAll(container, query, [{ name: '@client', value: client }])).length;
    },
  };
}

/** By address, as the API knows them. */
const named = (seen: SeenSetting<Contact>): SeenSetting<Contact> => ({ ...seen, name: String(seen.row.address ?? seen.name) });

const ofContacts = "c.type = 'contact' AND NOT IS_DEFINED(c.removed)";

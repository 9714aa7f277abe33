import { type Client, ClientDomain, domainKey } from '../../domain/contacts/contact.ts';
import { ClientSetting } from '../../domain/settings/client-setting.ts';
import { BrokenSettingError } from '../../errors.ts';
import type { Row } from './query.ts';
import type { SettingItems } from './setting-kind.ts';

/** Whose a domain is, by `domainKey`. */
export type ClientsByDomain = {
  /** Throws BrokenSettingError when the item that says it can't be read. */
  get(key: string): { client: Client } | null;
  /** A client by their id, as they are called now; null when there is none that can be read. */
  byId(id: string): Client | null;
};

/**
 * Whose a domain is: of the client that names it (`rows` are the items as they stand, also those
 * that can't be read), else what an item of the domain alone says. Those were kept before clients
 * were, and count until there is an item of their client.
 */
export function clientsByDomain(
  rows: readonly Row[],
  clients: SettingItems<ClientSetting>,
  before: SettingItems<ClientDomain>,
): ClientsByDomain {
  const byKey = new Map<string, Client>();
  for (const { clientId: id, name, domains } of clients.values.values())
    for (const domain of domains) byKey.set(domainKey(domain), { id, name });
  const broken = new Map(clients.broken.map((setting) => [setting.name, setting]));
  const torn = new Map(rows.flatMap((row) => domainsIn(row).map((domain) => [domainKey(domain), broken.get(String(row.id))] as const)));
  const known = new Set([...clients.values.keys(), ...broken.keys()]);
  return {
    get(key) {
      const client = byKey.get(key);
      if (client) return { client };
      const setting = torn.get(key);
      if (setting) throw new BrokenSettingError(setting);
      const item = before.get(key);
      return item && !known.has(item.client.id) ? { client: item.client } : null;
    },
    byId(id) {
      const name = clients.values.get(id)?.name;
      return name === undefined ? null : { id, name };
    },
  };
}

/** The domains that items name, of clients (`domains`) or alone (`domain`), also of one broken. */
export const domainsIn = ({ domains, domain }: Row): string[] => {
  const all = ClientSetting.shape.domains.safeParse(Array.isArray(domains) ? domains.filter((one) => typeof one === 'string') : []);
  const one = ClientDomain.shape.domain.safeParse(domain);
  return [...(all.data ?? []), ...(one.success ? [one.data] : [])];
};

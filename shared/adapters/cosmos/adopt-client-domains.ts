import type { Container } from '@azure/cosmos';
import { ClientDomain } from '../../domain/contacts/contact.ts';
import { ClientSetting } from '../../domain/settings/client-setting.ts';
import { queryAll } from './query.ts';
import { settingKinds } from './setting-kinds.ts';
import { settingsStore } from './settings-store.ts';
import { statusOf } from './status-of.ts';

/**
 * Makes items of clients of the domains that were kept alone, each with the id of its client, and
 * removes those. Both say the same, so it may be repeated, or end anywhere. What can't be read
 * stays as it is.
 */
export async function adoptClientDomains(contacts: Container, settings: Container, now: () => Date): Promise<void> {
  const rows = await queryAll(contacts, "SELECT * FROM c WHERE c.type = 'client-domain'", []);
  const readable = rows.flatMap((row) => {
    const { data } = ClientDomain.safeParse(row);
    return data ? [{ ...data, row }] : [];
  });
  const clients = settingsStore(settingKinds.client, settings, now);
  for (const [clientId, items] of Map.groupBy(readable, ({ client }) => client.id)) {
    const domains = items.map(({ domain }) => domain);
    const { data: client } = ClientSetting.safeParse({ clientId, name: items[0]?.client.name, domains });
    if (!client) continue;
    await clients.create(client, 'psa-email');
    for (const { row } of items) await statusOf(contacts.item(String(row.id), String(row.key)).delete());
  }
}

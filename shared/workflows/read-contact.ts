import { type ApiSender, toApiSender } from '../api/contacts.ts';
import type { SettingRow } from '../api/settings/setting-row.ts';
import { domainOf, type KnownSender } from '../domain/contacts/contact.ts';
import type { AutoAnswerCount } from '../domain/notifications/loop-breaker.ts';
import { readSetting, versionOf } from './settings/read-setting.ts';
import type { SettingDeps } from './settings/setting-deps.ts';

type Known = KnownSender & { loop: AutoAnswerCount | null };

/** What reading a contact reads. */
export type ReadContactDeps = Pick<SettingDeps, 'store'> & { knownSender(address: string, domain: string): Promise<Known> };

/**
 * What is known of an address: contact, client, recent automatic answers; each may be null. Of a
 * contact also what can be changed, and its version. `row`: that of contacts.
 *
 * @throws ProblemError 409 when the contact can't be read, with the version to replace it by.
 */
export async function readContact(
  deps: ReadContactDeps,
  row: SettingRow,
  address: string,
): Promise<{ item: ApiSender; etag: string | null }> {
  const seen = await deps.store(row).read(address);
  const contact = seen && (seen.problem === null ? versionOf(row, seen, address) : await readSetting(deps, row, address));
  const sender = toApiSender(await deps.knownSender(address, domainOf(address)));
  return { item: { ...contact?.item, ...sender }, etag: contact?.etag ?? null };
}

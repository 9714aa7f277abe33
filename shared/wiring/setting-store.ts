import type { Database } from '@azure/cosmos';
import { adoptClientDomains } from '../adapters/cosmos/adopt-client-domains.ts';
import { contactKind, contactSettings } from '../adapters/cosmos/contact-settings.ts';
import { openTickets } from '../adapters/cosmos/open-tickets.ts';
import { recordedSettings } from '../adapters/cosmos/recorded-settings.ts';
import { settingClaims } from '../adapters/cosmos/setting-claims.ts';
import { settingHistory } from '../adapters/cosmos/setting-history.ts';
import type { SettingKind } from '../adapters/cosmos/setting-kind.ts';
import { settingKinds } from '../adapters/cosmos/setting-kinds.ts';
import type { SettingDeps, SettingHistoryDeps, SettingStore } from '../workflows/settings/setting-deps.ts';
import { once } from './once.ts';

type Parts = {
  database: Database;
  forget(): void;
  now(): Date;
  kinds?: readonly SettingKind<object>[];
  /** The sites that links in mail may lead to besides that of the tickets' pages. */
  linkOrigins?(): Promise<readonly string[]>;
};

/** Puts together what the API of settings reads and writes, but for its own table. */
export function settingDeps({
  database,
  forget,
  now,
  kinds = Object.values(settingKinds),
  linkOrigins = async () => [],
}: Parts): Omit<SettingDeps, 'rows'> & SettingHistoryDeps {
  const containers = {
    settings: database.container('settings'),
    mailboxes: database.container('mailboxes'),
    contacts: database.container('contacts'),
  };
  const history = settingHistory(containers, now);
  /** Clients were kept as their domains alone: those come over when clients are first asked for. */
  const adopted = once(() => adoptClientDomains(containers.contacts, containers.settings, now));
  return {
    ...history,
    claims: settingClaims(containers.settings, now),
    now,
    forget,
    facts: async () => ({ linkOrigins: await linkOrigins() }),
    store({ stored }) {
      if (stored === contactKind.kind) return contactSettings(containers.contacts, history, now);
      const kind = kinds.find((one) => one.kind === stored);
      if (!kind) throw new Error(`The table of stored settings has no kind "${stored}"`);
      const store: SettingStore = recordedSettings(kind, containers[kind.container], history, now);
      if (kind.kind !== 'client') return store;
      return {
        ...store,
        list: async () => adopted().then(store.list),
        read: async (name) => adopted().then(() => store.read(name)),
      };
    },
    async usesOf(kind, name) {
      return [{ count: await openTickets(database.container('tickets'), kind, name), one: 'open ticket', many: 'open tickets' }];
    },
  };
}

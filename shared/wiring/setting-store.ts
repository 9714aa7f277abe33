import type { Database } from '@azure/cosmos';
import { openTickets } from '../adapters/cosmos/open-tickets.ts';
import { recordedSettings } from '../adapters/cosmos/recorded-settings.ts';
import { settingHistory } from '../adapters/cosmos/setting-history.ts';
import type { SettingKind } from '../adapters/cosmos/setting-kind.ts';
import { settingKinds } from '../adapters/cosmos/setting-kinds.ts';
import { settingsStore } from '../adapters/cosmos/settings-store.ts';
import type { SettingDeps, SettingHistoryDeps } from '../workflows/settings/setting-deps.ts';

type Parts = { database: Database; forget(): void; now(): Date };

/** Puts together what the API of settings reads and writes, but for its own table. */
export function settingDeps({ database, forget, now }: Parts): Omit<SettingDeps, 'rows'> & SettingHistoryDeps {
  const containers = {
    settings: database.container('settings'),
    mailboxes: database.container('mailboxes'),
    contacts: database.container('contacts'),
  };
  const history = settingHistory(containers, now);
  const kinds: SettingKind<object>[] = Object.values(settingKinds);
  return {
    ...history,
    now,
    forget,
    store({ stored }) {
      const kind = kinds.find((one) => one.kind === stored);
      if (!kind) throw new Error(`The table of stored settings has no kind "${stored}"`);
      return recordedSettings(kind, containers[kind.container], history, now);
    },
    async usesOf(kind, id) {
      const tickets = { count: await openTickets(database.container('tickets'), kind, id), one: 'open ticket', many: 'open tickets' };
      if (kind !== 'queues') return [tickets];
      const { items } = await settingsStore(settingKinds.mailbox, containers.mailboxes, now).list();
      const mailboxes = items.filter(({ value }) => value.queueId === id);
      return [{ count: mailboxes.length, one: 'mailbox', many: 'mailboxes' }, tickets];
    },
  };
}

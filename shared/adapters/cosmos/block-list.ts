import type { Container } from '@azure/cosmos';
import { blockIdFor } from '../../domain/ids.ts';
import type { BlockedSender } from '../../domain/settings/blocked-sender.ts';
import { settingKinds } from './setting-kinds.ts';
import { settingsStore } from './settings-store.ts';
import { statusOf } from './status-of.ts';

/** The block list: settings of kind `blocked-sender`, one for each entry. */
export function blockList(settings: Container, now: () => Date) {
  const kind = settingKinds.blockedSender;
  const store = settingsStore(kind, settings, now);
  return {
    /** All entries, and those that can't be read. */
    async list(): Promise<{ items: (BlockedSender & { id: string })[]; broken: { id: string; problem: string }[] }> {
      const { items, broken } = await store.list();
      return {
        items: items.map(({ name, value }) => ({ ...value, id: name })),
        broken: broken.map(({ name, problem }) => ({ id: name, problem })),
      };
    },

    /** Counts a hit; an entry that was removed meanwhile is passed over. */
    async countHit(entry: string): Promise<void> {
      const name = blockIdFor(entry);
      await statusOf(
        settings.item(kind.place(name).id, kind.partitionOf(name)).patch([
          { op: 'incr', path: '/hits', value: 1 },
          { op: 'set', path: '/lastHitAt', value: now().toISOString() },
        ]),
      );
    },
  };
}

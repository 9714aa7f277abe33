import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { SettingChange } from '../../domain/settings/setting-change.ts';
import { readableRows } from './parse-item.ts';
import { queryAll, queryPage, type Row } from './query.ts';
import type { SettingContainer } from './setting-kind.ts';
import { statusOf } from './status-of.ts';

/** The partition of all entries, in container `settings`. */
const partition = 'history';
/**
 * Whoever began a change this long ago (ms) has ended: a function runs for five minutes at most.
 */
const endedAfterMs = 600_000;
/** How often a mark is tried to be taken away that others, such as a count of hits, write to. */
const maxRaces = 10;

/** Where the item of a change is. */
const ChangedItem = z.object({ container: z.enum(['settings', 'mailboxes', 'contacts']), id: z.string(), partition: z.string() });
export type ChangedItem = z.infer<typeof ChangedItem>;
/** `kind` of the item is its partition. */
const Entry = z
  .object({ ...SettingChange.omit({ kind: true, id: true }).shape, settingKind: z.string(), settingId: z.string() })
  .transform(({ settingKind: kind, settingId: id, ...rest }): SettingChange => ({ kind, id, ...rest }));
export type EntryOfChange = { id: string; change: SettingChange; item: ChangedItem };

/**
 * The history of the settings, an entry for each change, in container `settings`. An item and its
 * entry are in different partitions, so no batch writes both: an entry is begun before its item is
 * written, the item then names the entry (`changeId`), and last the entry is confirmed. Whatever
 * dies in between, the item tells whether the change was made: who changes it next, and who reads
 * the history, confirms the entry that it names. Items that are removed leave a mark with that name
 * until their entry is confirmed.
 */
export function settingHistory(
  containers: Record<SettingContainer, Container>,
  now: () => Date,
  report: (problem: string) => void = console.error,
) {
  const container = containers.settings;
  const item = (place: ChangedItem) => containers[place.container].item(place.id, place.partition);

  /** Notes that a change was made, unless that is noted already. */
  const confirm = (id: string): Promise<number> =>
    statusOf(
      container
        .item(id, partition)
        .patch({ condition: 'FROM c WHERE c.made = false', operations: [{ op: 'set', path: '/made', value: true }] }),
    );

  /** Forgets a change that was not made; one that was confirmed meanwhile (`etag`) stays. */
  const drop = (id: string, etag?: string): Promise<number> =>
    statusOf(container.item(id, partition).delete(etag === undefined ? {} : ifSame(etag)));

  /**
   * Takes away the mark that a removed item left, once its entry is confirmed; false when there is
   * none.
   */
  async function clear(place: ChangedItem): Promise<boolean> {
    for (let race = 0; race < maxRaces; race += 1) {
      const { resource } = await item(place).read<Row>();
      if (resource?.removed !== true) return false;
      await confirm(String(resource.changeId));
      if ((await statusOf(item(place).delete(ifSame(String(resource._etag))))) !== 412) return true;
    }
    return false;
  }

  return {
    confirm,
    drop,
    clear,

    /** Notes a change that is about to be made. */
    async begin({ id, change, item }: EntryOfChange): Promise<void> {
      await container.items.upsert({
        ...change,
        kind: partition,
        settingKind: change.kind,
        settingId: change.id,
        id,
        item,
        made: false,
        order: `${change.at} ${id}`,
        schemaVersion: 1,
      });
    },

    /**
     * Confirms what was made by those who died before they could, and forgets what they only began.
     */
    async settle(): Promise<void> {
      const before = new Date(now().getTime() - endedAfterMs).toISOString();
      const query = 'SELECT TOP 100 c.id, c.item, c.at, c._etag FROM c WHERE c.made = false';
      for (const { id, item: changed, at, _etag: etag } of await queryAll(container, query, [], partition)) {
        const place = ChangedItem.parse(changed);
        const { resource } = await item(place).read<Row>();
        if (resource?.changeId === id) {
          await confirm(String(id));
          await clear(place);
        } else if (String(at) < before) await drop(String(id), String(etag));
      }
    },

    /**
     * A page of changes that were made, the latest first; `after` is the `order` of the last one.
     */
    async page({ kind, id, limit, after }: { kind?: string | undefined; id?: string | undefined; limit: number; after: string | null }) {
      const wanted = Object.entries({ settingKind: kind, settingId: id }).filter(([, value]) => value !== undefined);
      const conditions = [
        'c.kind = @partition',
        'c.made = true',
        ...wanted.map(([name]) => `c.${name} = @${name}`),
        ...(after ? ['c["order"] < @after'] : []),
      ];
      const parameters = [
        { name: '@partition', value: partition },
        ...wanted.map(([name, value]) => ({ name: `@${name}`, value: value ?? '' })),
        ...(after ? [{ name: '@after', value: after }] : []),
      ];
      const rows = await queryPage(
        container,
        `SELECT * FROM c WHERE ${conditions.join(' AND ')} ORDER BY c["order"] DESC`,
        parameters,
        limit,
      );
      const items = readableRows(Entry, rows, report).map(([entry]) => entry);
      return { items, next: rows.length === limit ? String(rows.at(-1)?.order) : null };
    },
  };
}
export type SettingHistory = ReturnType<typeof settingHistory>;

const ifSame = (etag: string) => ({ accessCondition: { type: 'IfMatch', condition: etag } });

import type { Container } from '@azure/cosmos';
import { BrokenSettingError } from '../../errors.ts';
import { queryAll } from './query.ts';
import { type BrokenSetting, isBroken, kindFieldOf, type SettingKind, type StoredSetting } from './setting-kind.ts';
import { statusOf } from './status-of.ts';

/**
 * The items of one kind of setting, in the container of its kind. Each change says who made it and
 * when, and replaces only what its maker has seen (`etag`). What is written fits the schema, or a
 * ZodError names the field.
 */
export function settingsStore<T extends object>(kind: SettingKind<T>, container: Container, now: () => Date) {
  const item = (name: string) => container.item(kind.place(name).id, kind.partitionOf(name));
  /** The value as it is to be stored, and what it is called. */
  const written = (value: T, by: string) => {
    const parsed = kind.schema.parse(value);
    const name = kind.nameOf(parsed);
    return { name, stored: { ...parsed, ...kind.place(name), schemaVersion: 1, updatedBy: by, updatedAt: now().toISOString() } };
  };

  return {
    /** All of them, and those that can't be read. */
    async list(): Promise<{ items: StoredSetting<T>[]; broken: BrokenSetting[] }> {
      const query = `SELECT * FROM c WHERE c.${kindFieldOf(kind.container)} = @kind`;
      // a kind of container `settings` is one partition
      const partition = kind.container === 'settings' ? kind.kind : undefined;
      const rows = await queryAll(container, query, [{ name: '@kind', value: kind.kind }], partition);
      const all = rows.filter(kind.isKindOf).map(kind.read);
      return { items: all.flatMap((one) => (isBroken(one) ? [] : [one])), broken: all.filter(isBroken) };
    },

    /**
     * The item of a name; null when there is none.
     *
     * @throws BrokenSettingError when it can't be read.
     */
    async read(name: string): Promise<StoredSetting<T> | null> {
      const { resource } = await item(name).read<Record<string, unknown>>();
      const found = resource && kind.isKindOf(resource) ? kind.read(resource) : null;
      if (found && isBroken(found)) throw new BrokenSettingError(found);
      return found;
    },

    /** Adds an item; false when there is one of its name: it stays as it is. */
    create: async (value: T, by: string): Promise<boolean> => (await statusOf(container.items.create(written(value, by).stored))) === 201,

    /** Replaces an item that is as it was read; false when it has changed since, or is gone. */
    async replace(value: T, by: string, etag: string): Promise<boolean> {
      const { name, stored } = written(value, by);
      return (await statusOf(item(name).replace(stored, ifSame(etag)))) === 200;
    },

    /** Removes an item, as it is now or (`etag`) as it was read; false when there is none such. */
    remove: async (name: string, etag: string | null): Promise<boolean> =>
      (await statusOf(item(name).delete(etag === null ? {} : ifSame(etag)))) === 204,
  };
}

const ifSame = (etag: string) => ({ accessCondition: { type: 'IfMatch', condition: etag } });

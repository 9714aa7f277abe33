import type { SettingFacts, SettingRow } from '../../api/settings/setting-row.ts';
import type { SettingChange, WantedChange } from '../../domain/settings/setting-change.ts';

/** A stored item as it was read; `problem` says why its value can't be read (then it is null). */
export type SeenSetting<T> = {
  name: string;
  value: T | null;
  problem: string | null;
  changeId: string | null;
  updatedBy: string | null;
  updatedAt: string | null;
};

export type MadeChange = { changeId: string; updatedBy: string; updatedAt: string };

/** The stored items of one kind. `Seen` is a store's own: an item is changed as it was read. */
export type SettingStore<Seen extends SeenSetting<object> = SeenSetting<object>> = {
  list(): Promise<Seen[]>;
  read(name: string): Promise<Seen | null>;
  /** Null: there is one of its name. */
  create(value: object, wanted: WantedChange): Promise<MadeChange | null>;
  /** Null: it is no longer as it was seen. */
  replace(before: Seen, value: object, wanted: WantedChange): Promise<MadeChange | null>;
  remove(before: Seen, wanted: WantedChange): Promise<MadeChange | null>;
  /** Of kinds with too many to list: so many name that item. */
  countNaming?(id: string): Promise<number>;
  /** Of kinds with too many to list: a page of them. */
  page?(filter: SettingFilter): Promise<{ seen: Seen[]; next: string | null }>;
};

/** Which of a kind are asked for; `after` is the `next` of the page before. */
export type SettingFilter = { search?: string | undefined; client?: string | undefined; limit: number; after: string | null };

/** So many that name an item, and what they are called in words. */
export type CountedUse = { count: number; one: string; many: string };

/** What only one item of a kind may have, and the item that has it. */
export type SettingClaim = { kind: string; field: string; value: string; owner: string };

/** What the API of settings reads and writes. */
export type SettingDeps = {
  now(): Date;
  /** The whole table: items name each other across kinds. */
  rows(): Promise<SettingRow[]>;
  store(row: SettingRow): SettingStore;
  /** Claims on what only one item may have; `take` is false when another has it. */
  claims: { take(claim: SettingClaim): Promise<boolean>; release(claim: SettingClaim): Promise<void> };
  /** What names an item and is not in the table, such as the open tickets of a queue. */
  usesOf(kind: string, name: string): Promise<CountedUse[]>;
  /** What is set elsewhere and decides what may be. */
  facts(): Promise<SettingFacts>;
  /** This process reads the settings anew before it uses them again. */
  forget(): void;
};

/** What the history of the settings reads. */
export type SettingHistoryDeps = {
  settle(): Promise<void>;
  page(query: { kind?: string | undefined; id?: string | undefined; limit: number; after: string | null }): Promise<{
    items: SettingChange[];
    next: string | null;
  }>;
};

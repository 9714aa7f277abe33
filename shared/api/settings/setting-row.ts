import type { z } from 'zod';

/**
 * Another item that an item names, such as the queue of a mailbox. `field` names it in the input.
 * `by`: `id` is not its id, but what only it has in that field (`unique`). `loose`: it need not be
 * there.
 */
export type Reference = { field: string; kind: string; id: string; by?: string; loose?: true };

/** What is set elsewhere and decides whether an item may be so. */
export type SettingFacts = {
  /** The sites (origins, RFC 6454) that links in mail may lead to. */
  linkOrigins: readonly string[];
};

/**
 * A kind of settings as the API has it: a row of the table in setting-rows.ts. `Stored` is an item
 * as it is kept, `Input` what a caller sends of it. All of it is pure.
 */
export type SettingRow<Stored extends object = object, Input extends object = object> = {
  /** In paths, exports and the history, such as `queues`; in words one of them, such as `queue`. */
  kind: string;
  one: string;
  many: string;
  /** The kind of the stored items (setting-kinds.ts of the store). */
  stored: string;
  /** So many may there be; each of them costs time or memory with every mail. */
  maxItems?: number;
  /** There is one, whose id is the kind; unset it is `unset`. */
  unset?: Stored;
  /**
   * Items that come with the program, by their ids: each is there while nobody has stored another,
   * and again once that is removed.
   */
  shipped?: ReadonlyMap<string, Stored>;
  /** What a caller sends: strict, so that a misspelt field is named. */
  input: z.ZodType<Input>;
  /** What is shown besides, and can't be changed: sent back it is passed over. */
  extras: z.ZodObject;
  /** What an item is shown as: its id, the input, and the extras. */
  shown: z.ZodType;
  /** What an id may be. */
  id: z.ZodType<string>;
  /** What the id of a new item is tried to be, for the n-th time (from 0); null: no other fits. */
  newId(input: Input, attempt: number): string | null;
  idOf(stored: Stored): string;
  /** What it is called in words. */
  nameOf(stored: Stored): string;
  /** By what tickets name it, where that is not its id. */
  inTickets?(stored: Stored): string;
  /** What can be changed, as it is. */
  toInput(stored: Stored): Input;
  /** What is shown besides, but for who changed it and when. */
  toExtras(stored: Stored): Record<string, unknown>;
  /** The item as it is to be stored. `before`: as it is now, null for a new one. */
  fromInput(input: Input, made: { id: string; before: Stored | null; by: string; at: string }): Stored;
  /** Why a change can't be, as "field: reason"; null: it can. */
  refusal?(input: Input, id: string, before: Stored | null, facts: SettingFacts): string | null;
  /** The name in Key Vault of the secret that it needs; null: none. */
  secretOf?(stored: Stored): string | null;
  /** Why an import can't bring that in, as "field: reason", where a change by itself may. */
  importRefusal?(input: Input, before: Stored | null): string | null;
  /** What an item that an import adds is at first, where that is another than one added by hand. */
  asImported?(stored: Stored): Stored;
  /** Why an item that can be read can't be used; null: it can. */
  problemOf?(stored: Stored): string | null;
  /** What only one item may have, by the field of the input. */
  unique(stored: Stored): Record<string, readonly string[]>;
  /** The kinds of items that it names. */
  namesKinds: readonly string[];
  references(stored: Stored): Reference[];
};

/** A row for the table, where all rows are of one type. */
export const settingRow = <Stored extends object, Input extends object>(row: SettingRow<Stored, Input>): SettingRow => row;

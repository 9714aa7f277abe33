import type { ContainerDefinition } from './container-definition.ts';

/** A container: its definition and where its items are. */
export type Container = {
  /**
   * Number of its tables; `items_<number>` has the items, `unique_<number>` the values of unique
   * keys.
   */
  readonly number: number;
  readonly table: string;
  readonly database: string;
  readonly id: string;
  readonly rid: string;
  readonly self: string;
  /** Milliseconds since 1970 and ETag of the definition's last change. */
  readonly changed: number;
  readonly etag: string;
  readonly definition: ContainerDefinition;
  readonly keyPaths: readonly (readonly string[])[];
  readonly uniqueKeys: readonly (readonly (readonly string[])[])[];
};

import type { Order } from './order-by.ts';
import type { Conditions } from './predicates.ts';
import type { SortKey } from './value-order.ts';

/**
 * A place in the order of the candidates: after this one, or, when rows of it are still to come, at
 * it.
 */
export type Position = { keys: SortKey[]; rid: number; inclusive: boolean };

/**
 * The partitions to look at: those whose key text is `low`, or from `low` up to before `below`; all
 * when not given.
 */
export type PartitionScope = { low: string; below: string | undefined } | undefined;

export type ScanRequest = { scope: PartitionScope; conditions: Conditions; orders: readonly Order[]; after: Position | undefined };

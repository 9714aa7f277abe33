import { CosmosError } from '../cosmos-error.ts';
import type { PartitionScope } from '../query/scan-request.ts';
import type { Container } from './container.ts';
import type { Store } from './open-store.ts';

/** Where to go on in the change feed: after the change of this stamp. */
export type ChangePosition = number;

export type Changes = { texts: string[]; position: ChangePosition };

/**
 * Reads the latest version of each item changed after a position, oldest change first (so an item
 * changed twice comes once, at its last change; deletions do not appear).
 * https://learn.microsoft.com/azure/cosmos-db/change-feed
 */
export function readChanges(store: Store, { table }: Container, scope: PartitionScope, after: ChangePosition, limit: number): Changes {
  const where = scope === undefined ? '' : scope.below === undefined ? 'AND pk = ?' : 'AND pk >= ? AND pk < ?';
  const index = scope === undefined ? `${table}_lsn` : `${table}_key`;
  const binds = scope === undefined ? [] : scope.below === undefined ? [scope.low] : [scope.low, scope.below];
  const rows = store
    .prepare(
      `SELECT lsn, body FROM ${table} INDEXED BY ${index} WHERE lsn > ? ${where} AND (expires IS NULL OR expires > ?) ORDER BY lsn LIMIT ?`,
    )
    .all(after, ...binds, store.now(), limit);
  return { texts: rows.map((row) => String(row.body)), position: Number(rows.at(-1)?.lsn ?? after) };
}

/**
 * The position that a feed request starts from: If-None-Match (`*`: now), else If-Modified-Since,
 * else the beginning. Throws CosmosError 400.
 */
export function changePositionOf(store: Store, ifNoneMatch: string | undefined, ifModifiedSince: string | undefined): ChangePosition {
  if (ifNoneMatch === '*') return store.nextStamp();
  if (ifNoneMatch !== undefined) {
    const stamp = /^"(\d{1,16})"$/.exec(ifNoneMatch)?.[1];
    if (stamp === undefined) throw new CosmosError(400, 'If-None-Match is no continuation of this change feed.');
    return Number(stamp);
  }
  if (ifModifiedSince === undefined) return 0;
  const time = Date.parse(ifModifiedSince);
  if (Number.isNaN(time)) throw new CosmosError(400, 'If-Modified-Since is not a date.');
  return time * 1000;
}

/** A position as the quoted ETag that clients send back. */
export function toChangeEtag(position: ChangePosition): string {
  return `"${position}"`;
}

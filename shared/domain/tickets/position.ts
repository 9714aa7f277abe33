/**
 * Where a page of a list goes on: after the row with this time (ISO 8601, UTC) and id. Lists are
 * ordered by both, so a page neither repeats nor skips a row when others are added.
 */
export type Position = { at: string; id: string };

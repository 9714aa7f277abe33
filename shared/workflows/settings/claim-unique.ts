import { ProblemError } from '../../api/problem.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import { requireFitting } from './require-fitting.ts';
import type { MadeChange, SettingClaim, SettingDeps } from './setting-deps.ts';

/**
 * Writes an item (`write`) that fits, once it has the claims on what only one item may have, and
 * gives up those that it has no more. `before`: as it is now, null for a new one; `value`: as it
 * will be, null when it is removed.
 *
 * @throws ProblemError 409 or 422 when it doesn't fit, or another item is being given the same just
 *   now.
 */
export async function claimUnique(
  deps: Pick<SettingDeps, 'claims' | 'rows' | 'store'>,
  row: SettingRow,
  { before, value }: { before: object | null; value: object | null },
  write: () => Promise<MadeChange | null>,
): Promise<MadeChange | null> {
  const { claims } = deps;
  const had = claimsOf(row, before);
  const wanted = claimsOf(row, value);
  const taken: SettingClaim[] = [];
  const giveBack = () => Promise.all(taken.map((claim) => claims.release(claim)));
  for (const claim of wanted.filter((one) => !had.some((other) => isSame(one, other)))) {
    if (await claims.take(claim)) taken.push(claim);
    else {
      await giveBack();
      // most often it says which item has it
      if (value) await requireFitting(deps, row, value, before);
      throw new ProblemError(
        409,
        `${claim.field}: "${claim.value}" is another ${row.one}'s, or was until a moment ago; try again in ten minutes`,
      );
    }
  }
  try {
    if (value) await requireFitting(deps, row, value, before);
    const made = await write();
    if (!made) await giveBack();
    else await Promise.all(had.filter((one) => !wanted.some((other) => isSame(one, other))).map((claim) => claims.release(claim)));
    return made;
  } catch (error) {
    // after any other error it may have been written
    if (error instanceof ProblemError) await giveBack();
    throw error;
  }
}

const claimsOf = (row: SettingRow, value: object | null): SettingClaim[] =>
  value === null
    ? []
    : Object.entries(row.unique(value)).flatMap(([field, values]) =>
        [...new Set(values)].map((one) => ({ kind: row.kind, field, value: one, owner: row.idOf(value) })),
      );

const isSame = (one: SettingClaim, other: SettingClaim): boolean => one.field === other.field && one.value === other.value;

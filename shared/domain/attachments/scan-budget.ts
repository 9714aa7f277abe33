import { mailLimits } from '../mail/mail-limits.ts';
import type { Policy } from '../settings/policy.ts';
import type { ScanBudget } from './scan-content.ts';

/**
 * The budget for scanning the files of a mail. All of them share it; otherwise 500 small parts
 * would get a whole one each. It is used up as it is passed on.
 */
export const scanBudget = (policy: Pick<Policy, 'blockedExtensions'>): ScanBudget => ({
  blockedExtensions: asSet(policy.blockedExtensions),
  bytesLeft: mailLimits.archiveBytes,
  filesLeft: mailLimits.archiveFiles,
  depthLeft: mailLimits.archiveDepth,
  verdicts: new Map(),
});

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/**
 * One set for each list: the policy has about a hundred extensions and stays the same for many
 * mails.
 */
function asSet(list: readonly string[]): ReadonlySet<string> {
  const set = sets.get(list) ?? new Set(list);
  sets.set(list, set);
  return set;
}

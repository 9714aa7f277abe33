import { mailLimits } from '../mail/mail-limits.ts';
import type { Policy } from '../settings/policy.ts';
import type { ScanBudget } from './scan-content.ts';

/**
 * What may be spent on looking into the files of a mail: one for all of them, or 500 small parts
 * would each have the whole of it. Used up as it is handed on.
 */
export const scanBudget = (policy: Pick<Policy, 'blockedExtensions'>): ScanBudget => ({
  blockedExtensions: asSet(policy.blockedExtensions),
  bytesLeft: mailLimits.archiveBytes,
  filesLeft: mailLimits.archiveFiles,
  depthLeft: mailLimits.archiveDepth,
  verdicts: new Map(),
});

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** One for each list: the policy has some hundred extensions, and stays the same for many mails. */
function asSet(list: readonly string[]): ReadonlySet<string> {
  const set = sets.get(list) ?? new Set(list);
  sets.set(list, set);
  return set;
}

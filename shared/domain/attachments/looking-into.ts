import { mailLimits } from '../limits.ts';
import type { Policy } from '../settings.ts';
import type { LookingInto } from './judge-content.ts';

/**
 * What may be spent on looking into the files of a mail: one for all of them, or 500 small parts would each have the whole of it. Used up as it
 * is handed on.
 */
export const lookingInto = (policy: Pick<Policy, 'blockedExtensions'>): LookingInto => ({
  blockedExtensions: new Set(policy.blockedExtensions),
  bytesLeft: mailLimits.archiveBytes,
  filesLeft: mailLimits.archiveFiles,
  depthLeft: mailLimits.archiveDepth,
  verdicts: new Map(),
});

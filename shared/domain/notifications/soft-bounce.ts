import type { BounceReason } from '../classify/bounce/bounce-report.ts';

/** Reasons that lie with the mailbox or its server; others lie with the mail, or with us. */
const ofTheAddress: ReadonlySet<BounceReason> = new Set([
  ...(['mailbox-full', 'suspended', 'expired', 'network'] as const),
  // where they are not final: a server that was set up wrongly for an hour says so, too
  ...(['user-unknown', 'host-unknown', 'has-moved'] as const),
]);

/**
 * Whether a mail that was returned, though its address is not dead, says something of the address.
 * That our domain is blocked, or a mail was too large, does not. Pure.
 */
export const isSoftBounce = (reason: BounceReason): boolean => ofTheAddress.has(reason);

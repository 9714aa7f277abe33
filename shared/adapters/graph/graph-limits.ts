import type { ChannelLimits } from '../../domain/mail/channel-limits.ts';

/**
 * What a mailbox takes to be sent: 35 MB with Base64 unless its admin has set another limit
 * (Exchange Online limits).
 */
export const graphLimits: ChannelLimits = { maxBytes: 25_000_000, types: null };

import type { ConnectionOptions } from 'node:tls';

/**
 * The options of TLS that trust these certificates and none else; without any, those that Node
 * trusts. One that is pinned need not be a root: it may be that of an intermediate authority.
 */
export const trusting = (pinned: string | null | undefined): ConnectionOptions =>
  pinned ? { ca: pinned, allowPartialTrustChain: true } : {};

import type { Mailbox } from '../mailboxes/mailbox.ts';
import type { Policy } from '../settings/policy.ts';

/**
 * Whose Authentication-Results are believed in the mail of a mailbox: systems by their authserv-id
 * (`*.mail.example` for all below a name, where each host of a provider uses its own), and whether
 * Exchange Online's own field is, which names nobody.
 */
export type TrustedServers = { names: readonly string[]; exchange: boolean };

/** Whether a system is among the names. Pure. */
export const isNamed = (server: string, { names }: TrustedServers): boolean =>
  server !== '' && names.some((name) => (name.startsWith('*.') ? server.endsWith(name.slice(1)) : server === name));

/**
 * The trusted systems of one mailbox: its own list; without one the list of the policy, as it was
 * set before mailboxes had theirs; without that Exchange Online in a mailbox of Microsoft 365, and
 * nobody in another. `""` means Exchange Online, and means nothing in any other mailbox. Pure.
 */
export function trustedServersOf(
  mailbox: Pick<Mailbox, 'kind' | 'trustedServers'>,
  policy: Pick<Policy, 'trustedServers'>,
): TrustedServers {
  const listed = mailbox.trustedServers ?? (policy.trustedServers.length > 0 ? policy.trustedServers : ['']);
  const names = new Set(listed.map((server) => server.trim().toLowerCase()));
  return { names: [...names].filter((server) => server !== ''), exchange: mailbox.kind === 'graph' && names.has('') };
}

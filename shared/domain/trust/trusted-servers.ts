import type { Mailbox } from '../mailboxes/mailbox.ts';
import type { Policy } from '../settings/policy.ts';

/**
 * Whose Authentication-Results are believed in a mailbox: systems by their authserv-id
 * (`*.mail.example` for all hosts below a name, if each host of a provider uses its own), and
 * whether to believe Exchange Online's field, which has none.
 */
export type TrustedServers = { names: readonly string[]; exchange: boolean };

/** Whether a system is among the names. Pure. */
export const isNamed = (server: string, { names }: TrustedServers): boolean =>
  server !== '' && names.some((name) => (name.startsWith('*.') ? server.endsWith(name.slice(1)) : server === name));

/**
 * The trusted systems of a mailbox: its own list; without one, the list of the policy, where it was
 * set before mailboxes had their own; without that, Exchange Online in a Microsoft 365 mailbox and
 * nobody in any other. `""` means Exchange Online, and has no meaning in any other mailbox. Pure.
 */
export function trustedServersOf(
  mailbox: Pick<Mailbox, 'kind' | 'trustedServers'>,
  policy: Pick<Policy, 'trustedServers'>,
): TrustedServers {
  const listed = mailbox.trustedServers ?? (policy.trustedServers.length > 0 ? policy.trustedServers : ['']);
  const names = new Set(listed.map((server) => server.trim().toLowerCase()));
  return { names: [...names].filter((server) => server !== ''), exchange: mailbox.kind === 'graph' && names.has('') };
}

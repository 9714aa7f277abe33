import type { ParsedMail } from '../mail/parsed-mail.ts';
import { type AuthenticationResult, parseAuthenticationResults } from './authentication-results.ts';
import { isWithin } from './look-alike.ts';
import { organisationOf } from './organisation-of.ts';
import { isNamed, type TrustedServers } from './trusted-servers.ts';

/**
 * What the receiving system of a mailbox says about a mail. `exchange`: it is Exchange Online, in
 * the field that it puts before all others.
 */
export type OwnResults = { results: AuthenticationResult[]; exchange: boolean };

/** The domains of Exchange Online's servers. */
const exchangeDomains = ['outlook.com', 'office365.com'];

type Field = { server: string; results: AuthenticationResult[]; above: string[] };

/**
 * What each trusted system of a mailbox says: there may be both Exchange Online and one with a
 * name. `displaced` are results at a place where the sender could have written them, so they may
 * count against the sender, but not for them. `others` are the names of systems that are not
 * trusted.
 *
 * A server puts its field on top and removes others that claim to be its own (RFC 8601 5), so the
 * topmost field of a trusted server counts. Further ones count if they are above the first Received
 * field, where the sender can't write (RFC 5321 4.4). A field below the Received field of somebody
 * else's host was in the mail before it reached us. `ownDomains`: those of our mailboxes. Pure.
 */
export function ownResults(
  mail: Pick<ParsedMail, 'headers'>,
  servers: TrustedServers,
  ownDomains: readonly string[],
): { own: OwnResults[]; displaced: OwnResults | null; others: string[] } {
  const fields = fieldsOf(mail);
  const isStamp = (field: Field) =>
    servers.exchange && field === fields[0] && (field.server === '' || isWithin(field.server, 'protection.outlook.com'));
  const named = fields.filter((field) => !isStamp(field) && isNamed(field.server, servers));
  const top = named.find((field) => isOurs(field, ownDomains));
  const beside = named.filter((field) => field === top || (isAboveReceived(mail, field) && top?.above.length === 0));
  const [displaced] = named;
  return {
    own: [
      ...fields.filter(isStamp).map(({ results }) => ({ results, exchange: true })),
      ...(top ? [{ results: beside.flatMap(({ results }) => results), exchange: false }] : []),
    ],
    displaced: !top && displaced ? { results: displaced.results, exchange: false } : null,
    others: fields.filter((field) => !isStamp(field) && !beside.includes(field)).map(({ server }) => server || '(no name)'),
  };
}

/**
 * Whether a mail was written and delivered within one Microsoft 365 organisation, in which case no
 * domain is checked. Exchange Online removes the fields X-MS-Exchange-Organization-* from mail from
 * outside (its header firewall); the mail must not have passed any other host. Pure.
 */
export function isInternalToExchange(mail: Pick<ParsedMail, 'headers'>): boolean {
  const authAs = mail.headers.filter(({ name }) => name === 'x-ms-exchange-organization-authas');
  const hosts = mail.headers.filter(({ name }) => name === 'received').map(({ value }) => hostIn(value));
  return (
    authAs.length === 1 &&
    /^\s*internal\s*$/i.test(authAs[0]?.value ?? '') &&
    hosts.length > 0 &&
    hosts.every((host) => exchangeDomains.some((domain) => isWithin(host, domain)))
  );
}

const isAboveReceived = (mail: Pick<ParsedMail, 'headers'>, { above }: Field): boolean =>
  above.length === 0 && mail.headers.some(({ name }) => name === 'received');

/**
 * The Authentication-Results fields from the top, each with the hosts that received the mail after
 * the field was written (the Received fields above it).
 */
function fieldsOf(mail: Pick<ParsedMail, 'headers'>): Field[] {
  const fields: Field[] = [];
  if (!mail.headers.some(({ name }) => name === 'authentication-results')) return fields;
  const above: string[] = [];
  for (const { name, value } of mail.headers) {
    if (name === 'received') above.push(hostIn(value));
    if (name === 'authentication-results') fields.push({ ...parseAuthenticationResults(value), above: [...above] });
  }
  return fields;
}

/**
 * Whether all hosts above a field belong to the receiving side: the server's own, the provider's
 * (which received the mail last), ours.
 */
function isOurs({ server, above }: Field, ownDomains: readonly string[]): boolean {
  const isExchange = exchangeDomains.some((domain) => isWithin(above[0] ?? '', domain));
  const ours = new Set([server, above[0] ?? '', ...ownDomains, ...(isExchange ? exchangeDomains : [])].map(organisationOf));
  return above.every((host) => isPrivate(host) || ours.has(organisationOf(host)));
}

/**
 * A name that doesn't say whose it is: without a dot, an IP address, or one for private use (RFC
 * 6762 appendix G).
 */
const isPrivate = (host: string): boolean =>
  !/\.[a-z]/.test(host) || /\.(?:internal|local|localdomain|lan|corp|home|private|intranet)$/.test(host);

/** The host that received the mail: what follows "by" in a Received field (RFC 5321 4.4). */
const hostIn = (received: string): string =>
  /(?:^|\s)by\s+([^\s;()]{1,255})/i.exec(received.slice(0, 2000).replace(/\([^()]{0,500}\)/g, ' '))?.[1]?.toLowerCase() ?? '';

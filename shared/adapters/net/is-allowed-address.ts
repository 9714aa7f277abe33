import { addressBytes } from './address-bytes.ts';
import { type AllowedNetwork, isIn, type Network, parseNetwork } from './network.ts';

/**
 * Where mail servers answer: IMAP with STARTTLS, IMAP over TLS, HTTPS (EWS, Autodiscover), and
 * submission with STARTTLS and over TLS. Not 25: that is where servers talk to each other.
 */
const mailPorts = [143, 993, 443, 587, 465];

/** Read when they are first asked for: Node compiles large patterns for it, which costs a start. */
function networks(ranges: string[]): () => Network[] {
  let read: Network[] | null = null;
  return () => {
    read ??= ranges.flatMap((range) => parseNetwork(range) ?? []);
    return read;
  };
}

/**
 * No public host has one of these (IANA IPv4 Special-Purpose Address Registry). 168.63.129.16 is
 * Azure's own for its virtual machines, among them its DNS (learn.microsoft.com/azure/
 * virtual-network/what-is-ip-address-168-63-129-16).
 */
const noPublicIpv4 = networks([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4', '168.63.129.16/32'],
]);

/** All that is public (RFC 4291 2.4); NAT64, ULA, fec0::/10 and IPv4-compatible lie outside. */
const publicIpv6 = networks(['2000::/3']);
/** Within it: Teredo and other protocols, documentation, 6to4 (an IPv4 address within each). */
const noPublicIpv6 = networks(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/**
 * Whether a connection to this address and port may be made: public hosts on the ports of mail, and
 * private networks that the installation allows. Pure.
 */
export function isAllowedAddress(address: string, port: number, allowed: readonly AllowedNetwork[]): boolean {
  const bytes = addressBytes(address);
  if (!bytes) return false;
  const within = allowed.filter((network) => isIn(bytes, network));
  if (within.some(({ anyPort }) => anyPort)) return true;
  return mailPorts.includes(port) && (within.length > 0 || isPublic(bytes));
}

function isPublic(bytes: Uint8Array): boolean {
  const isInSome = (ranges: Network[]) => ranges.some((range) => isIn(bytes, range));
  return bytes.length === 4 ? !isInSome(noPublicIpv4()) : isInSome(publicIpv6()) && !isInSome(noPublicIpv6());
}

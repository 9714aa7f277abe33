import { addressBytes } from './address-bytes.ts';

/** A range of addresses: those that share its first bits. */
export type Network = { bytes: Uint8Array; bits: number };

/** A private network that may be connected to; `anyPort`: not only on the ports of mail. */
export type AllowedNetwork = Network & { anyPort: boolean };

/** A network in CIDR notation; null: it is none, or has bits behind its prefix. */
export function parseNetwork(text: string): Network | null {
  const [, address = '', digits = ''] = /^([0-9a-f:.]{2,45})\/(0|[1-9]\d{0,2})$/i.exec(text) ?? [];
  const bytes = addressBytes(address);
  const bits = Number(digits);
  if (digits === '' || !bytes || bits > bytes.length * 8) return null;
  return bytes.every((byte, at) => (byte & ~maskOf(bits, at) & 0xff) === 0) ? { bytes, bits } : null;
}

/** Whether an address, as bytes, lies in a network. */
export const isIn = (address: Uint8Array, { bytes, bits }: Network): boolean =>
  address.length === bytes.length && bytes.every((byte, at) => ((byte ^ (address[at] ?? 0)) & maskOf(bits, at)) === 0);

/** Of a network's byte, the bits that belong to its prefix. */
const maskOf = (bits: number, at: number): number => (0xff << (8 - Math.min(Math.max(bits - at * 8, 0), 8))) & 0xff;

/** The ranges that an installation may open. */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', 'fc00::/7', '::1/128'];
const maxNetworks = 50;

/**
 * The setting ALLOWED_PRIVATE_NETWORKS: networks in CIDR notation with commas between them, each
 * within a private range; `:*` behind one opens all its ports (`127.0.0.0/8:*`).
 *
 * @throws Error that says what is wrong with which entry
 */
export function parseAllowedNetworks(text: string): AllowedNetwork[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.length > maxNetworks) throw new Error(`App settings are wrong: ALLOWED_PRIVATE_NETWORKS: more than ${maxNetworks} networks`);
  return entries.map((entry, at) => {
    const anyPort = entry.endsWith(':*');
    const network = parseNetwork(anyPort ? entry.slice(0, -2) : entry);
    const isPrivate = network && privateRanges.some((range) => isWithin(network, range));
    if (!network || !isPrivate)
      throw new Error(
        `App settings are wrong: ALLOWED_PRIVATE_NETWORKS: entry ${at + 1} must be a network in CIDR notation, such as 10.1.0.0/16, within one of ${privateRanges.join(', ')}`,
      );
    return { ...network, anyPort };
  });
}

function isWithin(network: Network, range: string): boolean {
  const outer = parseNetwork(range);
  return outer !== null && network.bits >= outer.bits && isIn(network.bytes, outer);
}

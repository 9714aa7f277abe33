import { isIPv4, isIPv6 } from 'node:net';

/**
 * An IP address as its 4 or 16 bytes; null: it is none. An IPv4 address in an IPv6 one
 * (`::ffff:127.0.0.1`, RFC 4291 2.5.5.2) is where a connection to it goes: its 4 bytes.
 */
export function addressBytes(address: string): Uint8Array | null {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return null;
  const bytes = ipv6Bytes(plain);
  return isMapped(bytes) ? bytes.subarray(12) : bytes;
}

function ipv6Bytes(address: string): Uint8Array {
  const [before = '', after] = address.split('::');
  const [head, tail] = [groupsIn(before), groupsIn(after ?? '')];
  const zeros = Array<number>(after === undefined ? 0 : 16 - head.length - tail.length).fill(0);
  return Uint8Array.from([...head, ...zeros, ...tail]);
}

/** The last group may be an IPv4 address (RFC 4291 2.2). */
const groupsIn = (part: string): number[] =>
  part
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => (group.includes('.') ? group.split('.').map(Number) : bytesOf(Number.parseInt(group, 16))));

const bytesOf = (group: number): number[] => [group >> 8, group & 0xff];

const isMapped = (bytes: Uint8Array): boolean => bytes.every((byte, at) => at > 11 || byte === (at < 10 ? 0 : 0xff));

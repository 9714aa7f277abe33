/** An element of BER with its length, or without one (`indefinite`: an end mark closes it). */
export function ber(tag: number, content: Uint8Array | Uint8Array[], indefinite = false): Buffer {
  const body = Buffer.concat(Array.isArray(content) ? content : [content]);
  if (indefinite) return Buffer.concat([Buffer.from([tag, 0x80]), body, Buffer.from([0, 0])]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([body.length < 0x80 ? Buffer.from([tag, body.length]) : Buffer.from([tag, 0x84, ...length]), body]);
}

const oid = (hex: string) => ber(0x06, Buffer.from(hex, 'hex'));
const version = ber(0x02, Buffer.from([1]));
const data = oid('2a864886f70d010701');

/**
 * A CMS structure (RFC 5652) around `content`: signed (its signature is made up: nobody checks it),
 * compressed (`content` deflated already) or encrypted. `pieces`: indefinite lengths and an octet
 * string in pieces, as programs write that stream.
 */
export function aCms(kind: 'signed' | 'compressed' | 'enveloped', content: Uint8Array, pieces = false): Buffer {
  const bytes = Buffer.from(content);
  const half = bytes.length >> 1;
  const nested = ber(0x24, [ber(0x04, bytes.subarray(0, half)), ber(0x24, ber(0x04, bytes.subarray(half)), true)], true);
  const octets = pieces ? nested : ber(0x04, bytes);
  const encapsulated = ber(0x30, [data, ber(0xa0, octets, pieces)], pieces);
  const type = { signed: '2a864886f70d010702', compressed: '2a864886f70d0109100109', enveloped: '2a864886f70d010703' }[kind];
  const algorithms = ber(0x31, ber(0x30, oid('608648016503040201'), pieces), pieces);
  const inner = ber(0x30, [version, algorithms, encapsulated, ber(0x31, [])], pieces);
  return ber(0x30, [oid(type), ber(0xa0, inner, pieces)], pieces);
}

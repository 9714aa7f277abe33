import { createHash } from 'node:crypto';

/**
 * A client that hashes a certificate as RFC 5929 says hashes these with what they were signed with.
 */
const hashBySignature: Record<string, 'sha384' | 'sha512'> = {
  '2a864886f70d01010c': 'sha384', // sha384WithRSAEncryption
  '2a864886f70d01010d': 'sha512', // sha512WithRSAEncryption
  '2a8648ce3d040303': 'sha384', // ecdsa-with-SHA384
  '2a8648ce3d040304': 'sha512', // ecdsa-with-SHA512
};

/**
 * What ties an NTLM login to the TLS connection it is made over (Extended Protection): MD5 over the
 * structure of RFC 2744 3.11 with `tls-server-end-point` (RFC 5929 4) and the hash of the server's
 * certificate, given as DER.
 */
export function channelBindings(certificate: Uint8Array): Buffer {
  const hash = hashBySignature[signatureAlgorithm(Buffer.from(certificate))] ?? 'sha256';
  const data = Buffer.concat([Buffer.from('tls-server-end-point:'), createHash(hash).update(certificate).digest()]);
  // no addresses of initiator and acceptor: type and length 0, twice
  const structure = Buffer.alloc(20);
  structure.writeUInt32LE(data.length, 16);
  return createHash('md5').update(structure).update(data).digest();
}

/**
 * The object identifier in a certificate's second field (RFC 5280 4.1), in hexadecimal; '' when
 * this is no certificate.
 */
function signatureAlgorithm(der: Buffer): string {
  const certificate = field(der, 0);
  const signed = certificate && field(der, certificate.from);
  const algorithm = signed && field(der, signed.to);
  const identifier = algorithm && field(der, algorithm.from);
  return identifier ? der.subarray(identifier.from, identifier.to).toString('hex') : '';
}

/** Where the content of a DER field lies; null beyond the end. */
function field(der: Buffer, at: number): { from: number; to: number } | null {
  const short = der[at + 1];
  if (short === undefined) return null;
  if (short < 0x80) return { from: at + 2, to: at + 2 + short };
  const octets = short & 0x7f;
  if (octets < 1 || octets > 4 || at + 2 + octets > der.length) return null;
  const from = at + 2 + octets;
  return { from, to: from + der.readUIntBE(at + 2, octets) };
}

const rotations = [
  [3, 7, 11, 19],
  [3, 5, 9, 13],
  [3, 9, 11, 15],
] as const;
const constants = [0, 0x5a827999, 0x6ed9eba1] as const;
const mixed = [
  (x: number, y: number, z: number) => (x & y) | (~x & z),
  (x: number, y: number, z: number) => (x & y) | (x & z) | (y & z),
  (x: number, y: number, z: number) => x ^ y ^ z,
] as const;
/** Which of the sixteen words each of a round's sixteen steps takes. */
const order = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
] as const;

/** The MD4 of a message (RFC 1320), which NTLM makes of a password. OpenSSL has it no more. */
export function md4(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8);
  let sum = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < padded.length; block += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = sum;
    for (const round of [0, 1, 2] as const) {
      for (const [step, word] of order[round].entries()) {
        const added = (a + mixed[round](b, c, d) + padded.readUInt32LE(block + 4 * word) + constants[round]) >>> 0;
        const by = rotations[round][step % 4] ?? 0;
        [a, b, c, d] = [d, ((added << by) | (added >>> (32 - by))) >>> 0, b, c];
      }
    }
    sum = [a, b, c, d].map((value, index) => (value + (sum[index] ?? 0)) >>> 0);
  }
  const digest = Buffer.alloc(16);
  for (const [index, value] of sum.entries()) digest.writeUInt32LE(value, 4 * index);
  return digest;
}

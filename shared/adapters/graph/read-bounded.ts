import type { IncomingMessage } from 'node:http';

/**
 * The body of a response; beyond `limit` bytes it is `too-large`, and the rest is not read. If the
 * length is announced, the bytes are copied straight to their place, so a mail of 25 MB is held
 * once, not once in pieces and once as a whole.
 */
export async function readBounded(answer: IncomingMessage, limit: number): Promise<Uint8Array | 'too-large'> {
  const announced = Number(answer.headers['content-length'] ?? 0);
  if (announced > limit) {
    answer.destroy();
    return 'too-large';
  }
  let bytes: Buffer = Buffer.allocUnsafeSlow(announced);
  let size = 0;
  for await (const chunk of answer) {
    // leaving the loop closes the connection
    if (size + chunk.length > limit) return 'too-large';
    if (size + chunk.length > bytes.length) bytes = enlarged(bytes, size, size + chunk.length, limit);
    bytes.set(chunk, size);
    size += chunk.length;
  }
  return bytes.subarray(0, size);
}

/**
 * A larger buffer with the same content. The size doubles, up to the limit, so that each byte is
 * copied only a few times.
 */
function enlarged(bytes: Buffer, size: number, needed: number, limit: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.min(limit, Math.max(needed, 2 * bytes.length, 64 * 1024)));
  bytes.copy(larger, 0, 0, size);
  return larger;
}

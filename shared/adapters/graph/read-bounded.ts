import type { IncomingMessage } from 'node:http';

/**
 * The body of an answer; `too-large`, and the rest is not read, beyond `limit` bytes. Where the
 * length is announced the bytes go straight to their place: a mail of 25 MB is then held once, not
 * once in pieces and once as a whole.
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
 * A larger place with what is there already; twice as large each time, so that each byte is moved
 * but a few times.
 */
function enlarged(bytes: Buffer, size: number, needed: number, limit: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.min(limit, Math.max(needed, 2 * bytes.length, 64 * 1024)));
  bytes.copy(larger, 0, 0, size);
  return larger;
}

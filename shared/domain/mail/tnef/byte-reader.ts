/**
 * Reads little-endian values from bytes, one after the other. Past the end everything is 0 or empty
 * and `overrun` is set; nothing throws.
 */
export type ByteReader = {
  u8(): number;
  u16(): number;
  u32(): number;
  bytes(length: number): Buffer;
  advance(length: number): void;
  readonly left: number;
  readonly overrun: boolean;
};

export function byteReader(buffer: Buffer): ByteReader {
  let at = 0;
  let overrun = false;
  const take = (length: number): number => {
    if (length > buffer.length - at) {
      overrun = true;
      at = buffer.length;
      return -1;
    }
    at += length;
    return at - length;
  };
  return {
    u8() {
      const from = take(1);
      return from < 0 ? 0 : buffer.readUInt8(from);
    },
    u16() {
      const from = take(2);
      return from < 0 ? 0 : buffer.readUInt16LE(from);
    },
    u32() {
      const from = take(4);
      return from < 0 ? 0 : buffer.readUInt32LE(from);
    },
    bytes(length) {
      const from = take(length);
      return from < 0 ? Buffer.alloc(0) : buffer.subarray(from, from + length);
    },
    advance(length) {
      take(length);
    },
    get left() {
      return buffer.length - at;
    },
    get overrun() {
      return overrun;
    },
  };
}

/**
 * The `_rid` of a resource: one 8-byte number per level (database, container, item), in base64 with
 * `-` for `/`, so that it can stand in a path. SDKs compare the `_rid` of a container to notice
 * that it was made anew.
 */
export function resourceIdOf(...stamps: number[]): string {
  const bytes = Buffer.alloc(stamps.length * 8);
  stamps.forEach((stamp, index) => {
    bytes.writeBigUInt64BE(BigInt(stamp), index * 8);
  });
  return bytes.toString('base64').replaceAll('/', '-');
}

/** The quoted ETag of the version of a resource written under this stamp. */
export function etagOf(stamp: number): string {
  const hex = stamp.toString(16).padStart(16, '0');
  return `"${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12)}-0000-000000000000"`;
}

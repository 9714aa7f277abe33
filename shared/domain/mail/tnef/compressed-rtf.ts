/** What the dictionary holds in the beginning ([MS-OXRTFCP] 2.2.2.1). */
const initial =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const dictionarySize = 4096;
const compressed = 0x75465a4c;
const uncompressed = 0x414c454d;

/**
 * The RTF of a PidTagRtfCompressed value ([MS-OXRTFCP]), as Latin-1 text, or null if it isn't one.
 * At most `limit` characters: two bytes of reference give up to 17 characters, so a bomb can be
 * eight times its size.
 */
export function decompressRtf(bytes: Buffer, limit: number): string | null {
  if (bytes.length < 16) return null;
  const size = Math.min(bytes.readUInt32LE(4), limit);
  const kind = bytes.readUInt32LE(8);
  if (kind === uncompressed) return bytes.toString('latin1', 16, 16 + size);
  return kind === compressed ? inflate(bytes.subarray(16), size) : null;
}

function inflate(bytes: Buffer, size: number): string {
  const dictionary = Buffer.alloc(dictionarySize);
  let end = dictionary.write(initial, 'latin1');
  const out = Buffer.alloc(size);
  let length = 0;
  const put = (byte: number) => {
    out[length] = byte;
    dictionary[end] = byte;
    length += 1;
    end = (end + 1) % dictionarySize;
  };
  for (let at = 0; at < bytes.length && length < size; ) {
    const control = bytes[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < bytes.length && length < size; bit += 1) {
      if (((control >> bit) & 1) === 0) {
        put(bytes[at] ?? 0);
        at += 1;
        continue;
      }
      const reference = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const from = reference >> 4;
      // a reference to the position that is written next marks the end
      if (from === end) return out.toString('latin1', 0, length);
      const count = (reference & 15) + 2;
      for (let step = 0; step < count && length < size; step += 1) put(dictionary[(from + step) % dictionarySize] ?? 0);
    }
  }
  return out.toString('latin1', 0, length);
}

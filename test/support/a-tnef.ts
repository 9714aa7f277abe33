/**
 * What a winmail.dat holds ([MS-OXTNEF]). Texts are Unicode properties unless `codepage` says that
 * 8-bit ones are meant.
 */
export type TnefShape = {
  codepage?: number;
  subject?: string;
  text?: string;
  html?: string;
  /** The value of PidTagRtfCompressed. */
  rtf?: Buffer;
  files?: { title?: Buffer; longName?: string; content?: Buffer; mimeTag?: string; contentId?: string; message?: TnefShape }[];
};

type Property = [id: number, type: number, value: Buffer];
const unicode = 0x001f;
const binary = 0x0102;
const object = 0x000d;
const long = 0x0003;

/** Builds a TNEF stream. */
export function aTnef(shape: TnefShape): Buffer {
  const attributes = [
    attribute(1, 0x00069007, Buffer.concat([u32(shape.codepage ?? 1252), u32(0)])),
    attribute(
      1,
      0x00069003,
      properties([
        ...text(0x0037, shape.subject),
        ...text(0x1000, shape.text),
        ...(shape.html === undefined ? [] : [property(0x1013, binary, Buffer.from(shape.html))]),
        ...(shape.html === undefined ? [] : [property(0x3fde, long, u32(65001))]),
        ...(shape.rtf === undefined ? [] : [property(0x1009, binary, shape.rtf)]),
      ]),
    ),
    ...(shape.files ?? []).flatMap((file) => [
      attribute(2, 0x00069002, Buffer.alloc(14)),
      ...(file.title ? [attribute(2, 0x00018010, Buffer.concat([file.title, Buffer.alloc(1)]))] : []),
      ...(file.content ? [attribute(2, 0x0006800f, file.content)] : []),
      attribute(
        2,
        0x00069005,
        properties([
          ...text(0x3707, file.longName),
          ...text(0x370e, file.mimeTag),
          ...text(0x3712, file.contentId),
          ...(file.message
            ? [property(0x3705, long, u32(5)), property(0x3701, object, Buffer.concat([Buffer.alloc(16), aTnef(file.message)]))]
            : []),
        ]),
      ),
    ]),
  ];
  return Buffer.concat([u32(0x223e9f78), u16(1), ...attributes]);
}

/**
 * Compresses an RTF text as [MS-OXRTFCP] does, with literals only; `reference` is put behind them
 * as it is (12 bits place, 4 bits length).
 */
export function compressRtf(rtf: string, reference: Buffer = Buffer.alloc(0), size = rtf.length): Buffer {
  const bytes = Buffer.from(rtf, 'latin1');
  const runs: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 8) {
    const run = bytes.subarray(at, at + 8);
    const last = at + 8 >= bytes.length && reference.length > 0;
    runs.push(Buffer.from([last && run.length < 8 ? 1 << run.length : 0]), run);
  }
  const body = Buffer.concat([...runs, reference]);
  return Buffer.concat([u32(body.length + 12), u32(size), u32(0x75465a4c), u32(0), body]);
}

const text = (id: number, value: string | undefined): Property[] =>
  value === undefined ? [] : [property(id, unicode, Buffer.from(`${value}\0`, 'utf16le'))];

const property = (id: number, type: number, value: Buffer): Property => [id, type, value];

function properties(list: Property[]): Buffer {
  const encoded = list.map(([id, type, value]) =>
    Buffer.concat([u16(type), u16(id), ...(type === long ? [] : [u32(1), u32(value.length)]), pad(value)]),
  );
  return Buffer.concat([u32(list.length), ...encoded]);
}

function attribute(level: number, id: number, value: Buffer): Buffer {
  const checksum = value.reduce((sum, byte) => (sum + byte) & 0xffff, 0);
  return Buffer.concat([Buffer.from([level]), u32(id), u32(value.length), value, u16(checksum)]);
}

const pad = (value: Buffer) => Buffer.concat([value, Buffer.alloc((4 - (value.length % 4)) % 4)]);

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

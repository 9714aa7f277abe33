import { decodeText } from '../mime/charset.ts';
import { byteReader } from './byte-reader.ts';

/** A property: the bytes of its (first) value and its type ([MS-OXCDATA] 2.11.1). */
export type MapiProperty = { type: number; value: Buffer };
export type MapiProperties = Map<number, MapiProperty>;

/** The properties that are read here, by their ids ([MS-OXPROPS]). */
export const propertyId = {
  subject: 0x0037,
  senderName: 0x0c1a,
  senderAddress: 0x0c1f,
  senderSmtpAddress: 0x5d01,
  submitTime: 0x0039,
  displayTo: 0x0e04,
  body: 0x1000,
  rtfCompressed: 0x1009,
  html: 0x1013,
  displayName: 0x3001,
  attachData: 0x3701,
  attachExtension: 0x3703,
  attachFileName: 0x3704,
  attachMethod: 0x3705,
  attachLongFileName: 0x3707,
  attachMimeTag: 0x370e,
  attachContentId: 0x3712,
  attachContentLocation: 0x3713,
  internetCodepage: 0x3fde,
} as const;

const objectType = 0x000d;
const unicodeType = 0x001f;
const fixedSizes: Record<number, number> = { 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16 };
const variableTypes = new Set([objectType, 0x001e, unicodeType, 0x0102]);
const multiValued = 0x1000;
const firstNamed = 0x8000;
/** Outlook writes a few hundred; a count of millions would only keep us busy. */
const maxProperties = 5000;
const maxValues = 10_000;

/**
 * Reads the properties of a TNEF attribute ([MS-OXTNEF] 2.1.3.3, 2.1.3.4). Named properties are
 * skipped. Stops where the bytes make no sense.
 */
export function readMapiProperties(bytes: Buffer): MapiProperties {
  const properties: MapiProperties = new Map();
  const reader = byteReader(bytes);
  const count = Math.min(reader.u32(), maxProperties);
  for (let index = 0; index < count && reader.left > 0; index += 1) {
    const type = reader.u16();
    const id = reader.u16();
    if (id >= firstNamed) {
      reader.advance(16);
      const isText = reader.u32() === 1;
      const length = reader.u32();
      if (isText) reader.advance(padded(length));
    }
    const single = type & ~multiValued;
    const fixed = fixedSizes[single];
    if (fixed === undefined && !variableTypes.has(single)) break;
    const values = type & multiValued || fixed === undefined ? Math.min(reader.u32(), maxValues) : 1;
    for (let number = 0; number < values && !reader.overrun; number += 1) {
      const length = fixed ?? reader.u32();
      const value = reader.bytes(length);
      reader.advance(padded(length) - length);
      if (number === 0 && id < firstNamed && !properties.has(id)) properties.set(id, { type: single, value });
    }
    if (reader.overrun) break;
  }
  return properties;
}

/** Values begin at multiples of four. */
const padded = (length: number) => Math.ceil(length / 4) * 4;

/** A text property decoded, without the zero at its end, or null. `codepage` is for 8-bit texts. */
export function textProperty(properties: MapiProperties, id: number, codepage: string): string | null {
  const property = properties.get(id);
  if (!property) return null;
  const text = property.type === unicodeType ? property.value.toString('utf16le') : decodeText(property.value, codepage);
  const end = text.indexOf('\0');
  const clean = (end < 0 ? text : text.slice(0, end)).trim();
  return clean === '' ? null : clean;
}

export const numberProperty = (properties: MapiProperties, id: number): number | null => {
  const value = properties.get(id)?.value;
  return value && value.length >= 4 ? value.readUInt32LE(0) : null;
};

/**
 * The bytes of a binary or object property. An object begins with the identifier of its interface,
 * 16 bytes.
 */
export function bytesProperty(properties: MapiProperties, id: number): Buffer | null {
  const property = properties.get(id);
  if (!property) return null;
  return property.type === objectType ? property.value.subarray(16) : property.value;
}

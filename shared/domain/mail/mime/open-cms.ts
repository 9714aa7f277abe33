import { inflateSync } from 'node:zlib';

/**
 * A BER element (X.690 8.1): its tag, and the position of its content; `end` is null for an
 * indefinite length.
 */
type Element = { tag: number; start: number; end: number | null };

const tags = { integer: 0x02, octets: 0x04, octetPieces: 0x24, oid: 0x06, sequence: 0x30, explicit: 0xa0 } as const;
/** Object identifiers (RFC 5652 5.1, RFC 3274 1.1), encoded in BER. */
const oids = { signed: '2a864886f70d010702', compressed: '2a864886f70d0109100109' } as const;
/** Elements within elements; CMS has about ten levels. */
const maxDepth = 30;

/**
 * The content of a CMS structure that can be read without a key: signed-data (RFC 5652 5), whose
 * signature is not checked, or compressed-data (RFC 3274), at most `maxBytes`. Null for everything
 * else: enveloped-data, a detached signature, anything that is not CMS. Reads definite and
 * indefinite lengths, octet strings in pieces, and a truncated structure as far as it goes. Linear,
 * never throws.
 */
export function openCms(bytes: Buffer, maxBytes: number): Buffer | null {
  const info = childrenOf(bytes, elementAt(bytes, 0, bytes.length), tags.sequence, 2);
  const type = oidOf(bytes, info?.[0]);
  if (type !== oids.signed && type !== oids.compressed) return null;
  const content = childrenOf(bytes, info?.[1], tags.explicit, 1)?.[0];
  // version, algorithms, and the content with its type
  const encapsulated = childrenOf(bytes, childrenOf(bytes, content, tags.sequence, 3)?.[2], tags.sequence, 2);
  const octets = childrenOf(bytes, encapsulated?.[1], tags.explicit, 1)?.[0];
  const read = octets && octetsOf(bytes, octets);
  if (!read || type === oids.signed) return read ?? null;
  try {
    return inflateSync(read, { maxOutputLength: Math.max(1, maxBytes) });
  } catch {
    // broken, or larger than allowed
    return null;
  }
}

function elementAt(bytes: Buffer, at: number, limit: number): Element | null {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  // tags of several bytes do not occur in CMS
  if (tag === undefined || first === undefined || at + 2 > limit || (tag & 0x1f) === 0x1f) return null;
  if (first === 0x80) return (tag & 0x20) === 0 ? null : { tag, start: at + 2, end: null };
  if (first < 0x80) return { tag, start: at + 2, end: Math.min(at + 2 + first, limit) };
  const count = first & 0x7f;
  if (count > 5 || at + 2 + count > limit) return null;
  return { tag, start: at + 2 + count, end: Math.min(at + 2 + count + bytes.readUIntBE(at + 2, count), limit) };
}

/**
 * The first `count` elements inside a parent with this tag, or null if its tag differs or it has
 * fewer.
 */
function childrenOf(bytes: Buffer, parent: Element | null | undefined, tag: number, count: number): Element[] | null {
  if (!parent || parent.tag !== tag) return null;
  const limit = parent.end ?? bytes.length;
  const children: Element[] = [];
  for (let at: number | null = parent.start; children.length < count; ) {
    const child: Element | null = at === null ? null : elementAt(bytes, at, limit);
    if (!child) return null;
    children.push(child);
    if (children.length < count) at = endOf(bytes, child, limit, 0);
  }
  return children;
}

/**
 * The end of an element; null if it is nested too deep. Without a length it ends at its
 * end-of-contents octets (two zeros).
 */
function endOf(bytes: Buffer, element: Element, limit: number, depth: number): number | null {
  if (element.end !== null) return element.end;
  if (depth > maxDepth) return null;
  let at: number | null = element.start;
  while (at !== null && at < limit && !isEndMark(bytes, at)) {
    const child = elementAt(bytes, at, limit);
    at = child && endOf(bytes, child, limit, depth + 1);
  }
  return at === null ? null : Math.min(at + 2, limit);
}

const isEndMark = (bytes: Buffer, at: number) => bytes[at] === 0 && bytes[at + 1] === 0;

const oidOf = (bytes: Buffer, element: Element | undefined): string | null =>
  element?.tag === tags.oid ? bytes.toString('hex', element.start, element.end ?? element.start) : null;

/** The bytes of an octet string, in one piece or many (X.690 8.7.3). */
function octetsOf(bytes: Buffer, element: Element): Buffer | null {
  if (element.tag === tags.octets) return bytes.subarray(element.start, element.end ?? bytes.length);
  if (element.tag !== tags.octetPieces) return null;
  const out = Buffer.allocUnsafe((element.end ?? bytes.length) - element.start);
  let length = 0;
  const open = [element];
  for (let at = element.start; open.length > 0; ) {
    const parent = open.at(-1);
    const limit = parent?.end ?? bytes.length;
    if (at >= limit || (parent?.end === null && isEndMark(bytes, at))) {
      open.pop();
      if (at < limit) at += 2;
      continue;
    }
    const piece = elementAt(bytes, at, limit);
    if (piece?.tag === tags.octetPieces && open.length < maxDepth) {
      open.push(piece);
      at = piece.start;
    } else if (piece?.tag === tags.octets && piece.end !== null) {
      length += bytes.copy(out, length, piece.start, piece.end);
      at = piece.end;
    } else break;
  }
  return out.subarray(0, length);
}

import { toBuffer } from './mime/charset.ts';
import { readHeaderBlock } from './mime/header.ts';
import type { HeaderField } from './parsed-mail.ts';

/** A hostile report may have a million groups, or one that has no end. */
const maxGroups = 1000;
const limits = { isPart: false, isReport: true, maxBytes: 64_000, maxFields: 500, maxLength: 10_000 } as const;

/** `550 5.1.1: no such user` and `<user@example.com>: host said` look like fields, but are text. */
const isName = (name: string) => /^[a-z][a-z0-9-]{1,60}$/.test(name);

/**
 * The fields of a report (RFC 3464 2.1, RFC 5965 3.1, RFC 8098 3.1), from the bytes of a part or
 * from a text that contains them: groups of fields that empty lines separate, each value in one
 * line. A line that is not a field continues the field before it.
 */
export function* fieldGroupsIn(report: Uint8Array | string): Generator<HeaderField[]> {
  const raw = typeof report === 'string' ? Buffer.from(report) : toBuffer(report);
  for (let at = 0, count = 0; at < raw.length && count < maxGroups; count += 1) {
    const block = readHeaderBlock(raw, at, raw.length, limits);
    const group: HeaderField[] = [];
    for (const { name, value } of block.fields) {
      const last = group.at(-1);
      if (isName(name)) group.push({ name, value: inOneLine(value) });
      else if (last) last.value = inOneLine(`${last.value} ${name}: ${value}`).slice(0, limits.maxLength);
    }
    if (group.length > 0) yield group;
    at = Math.max(block.bodyStart, at + 1);
  }
}

const inOneLine = (value: string) => value.replace(/\s{1,1000}/g, ' ').trim();
